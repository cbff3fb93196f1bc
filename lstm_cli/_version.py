"""The version, in its own module so that the package can import it without the public names."""

__all__ = ["__version__"]

__version__ = "0.1.0"
