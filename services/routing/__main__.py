from chassis.process import run
from services.routing.app import create_app
from services.routing.settings import RoutingSettings

run("routing", RoutingSettings, create_app)
