"""What ``brief doctor`` looks at: the installation, the engine, the fonts, the folders, the project."""
