from chassis.process import run
from services.routing.app import RoutingSettings, create_app

run("routing", RoutingSettings, create_app)
