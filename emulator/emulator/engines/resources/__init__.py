"""The resources that have a server, one file per AWS service. Each file defines ``attach``, which registers them."""
