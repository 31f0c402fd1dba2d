from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("care", "0002_push_devices")]

    operations = [migrations.RemoveField(model_name="caresettings", name="minor")]
