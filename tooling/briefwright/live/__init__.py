"""Pages in the browser that are built again as files change."""
