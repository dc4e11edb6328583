"""What is behind ``brief template``: to look at packs, change, try and share them."""
