"""The Metadata API: deploys that are really checked, retrieval, and what is deployed."""
