### Words of the area "start".

start-new = This browser does not belong to a service yet. Open the whole link that an admin gave you.
start-setup = Set up a service
start-join = Join a service
