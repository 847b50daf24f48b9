"""What is deployed in the org, the rows of custom objects, and the logout trigger's twin."""
