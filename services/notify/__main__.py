"""`python -m services.notify`"""

from chassis.process import run
from services.notify.app import create_app
from services.notify.settings import NotifySettings

run("notify", NotifySettings, create_app)
