from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="member", name="adult_said_at", field=models.DateTimeField(null=True)
        ),
    ]
