"""Values as text with their decimals, never as a power of ten."""

from decimal import Decimal

__all__ = ["json_number", "mean_text", "two_digits", "value_text"]


def json_number(value: float) -> float:
    """Return a value for JSON, a whole one without a decimal point.

    >>> json_number(2.0), json_number(0.5)
    (2, 0.5)
    """
    text = value_text(value)
    return int(text) if text.isdigit() else float(text)


def mean_text(value: float, decimals: int) -> str:
    """Write a mean of values with three decimals more than the values.

    >>> mean_text(1.23456, 0), mean_text(2.0, 0), mean_text(0.00012345678, 4)
    ('1.235', '2', '0.0001235')
    """
    return value_text(float(format(round(value, decimals + 3), ".12g")))


def two_digits(value: float) -> str:
    """Write a small value with two significant digits.

    >>> two_digits(0.000123), two_digits(0.02)
    ('0.00012', '0.02')
    """
    return value_text(float(f"{value:.2g}"))


def value_text(value: float) -> str:
    """Write a value with its decimals: a whole number without any, never as a power of ten.

    >>> value_text(2.0), value_text(0.00012), value_text(-0.0), value_text(9e18), value_text(7)
    ('2', '0.00012', '0', '9000000000000000000', '7')
    """
    if value == int(value):
        return str(int(value))
    text = repr(float(value))
    return format(Decimal(text), "f") if "e" in text else text
