"""Real engines behind the endpoints of resources, such as a PostgreSQL server behind each RDS instance.

``contract`` is the interface of a driver, and each file in ``drivers`` implements it for one engine. ``servers`` runs
the servers, and each file in ``resources`` gives the resources of one AWS service a server.
"""
