"""What is promised about speed, measured by hand; no tests."""
