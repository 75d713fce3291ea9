from chassis.process import run
from services.auditor.app import create_app
from services.auditor.settings import AuditorSettings

run("auditor", AuditorSettings, create_app)
