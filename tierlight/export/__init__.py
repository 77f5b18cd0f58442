"""What leaves Tierlight as a file: tables, pictures, graphs. Nothing here imports the dashboard."""
