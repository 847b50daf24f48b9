"""The cases of the benchmark, one file each for what is measured alike."""
