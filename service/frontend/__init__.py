"""The sources of the browser bundles, and the program that builds them into service/static/dist."""
