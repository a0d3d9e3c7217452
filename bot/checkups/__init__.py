"""What `paperboy doctor` looks at, part by part."""
