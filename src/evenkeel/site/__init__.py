"""The Django site that joins the apps: settings, urls, base templates, system checks."""
