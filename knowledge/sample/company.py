"""The company's frame, as the sample world's company has it."""

from knowledge.sample.vocabulary import vendor

_TEXT = """\
# The frame of the sample company.
name = "{name}"
currency = "USD"
fiscal_year_start = 1
time_zone = "America/New_York"
working_days = ["mon", "tue", "wed", "thu", "fri"]
holidays = ["01-01", "12-25", "12-26"]
touch_every_days = 90
goals_per_account = 3

[plan_rates]
EUR = 1.08
GBP = 1.27

[segments.enterprise]
name = "Enterprise"
from_arr = 100000
accounts_per_csm = [15, 25]

[segments.mid_market]
name = "Mid-market"
from_arr = 20000
accounts_per_csm = [40, 80]

[segments.smb]
name = "SMB"
from_arr = 0
"""


def company_toml() -> str:
    """The text of company.toml."""
    return _TEXT.format(name=vendor()["name"])
