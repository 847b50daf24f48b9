"""Licences, profiles and permission sets of the simulated org."""

from __future__ import annotations

from dataclasses import dataclass

from tui.demo.world.ids import record_id


@dataclass(frozen=True)
class License:
    """A row of UserLicense."""

    id: str
    key: str
    name: str
    total: int


@dataclass(frozen=True)
class Profile:
    """A row of Profile. ``human`` is whether a person logs in with it to work in DE."""

    id: str
    name: str
    user_type: str
    license: License
    human: bool = True


@dataclass(frozen=True)
class PermissionSet:
    """A row of PermissionSet; ``namespace`` is that of the package that brought it, where one did."""

    id: str
    name: str
    label: str
    namespace: str | None = None


SALESFORCE = License(record_id("100", 11), "SFDC", "Salesforce", 60_000)
INTEGRATION = License(record_id("100", 12), "SalesforceIntegration", "Salesforce Integration", 5)
PARTNER = License(record_id("100", 13), "PID_Partner_Community", "Partner Community", 100)
LICENSES = (SALESFORCE, INTEGRATION, PARTNER)

ADMIN = Profile(record_id("00e", 21), "System Administrator", "Standard", SALESFORCE)
SALES = Profile(record_id("00e", 22), "Sales User", "Standard", SALESFORCE)
SALES_LEAD = Profile(record_id("00e", 23), "Sales Lead", "Standard", SALESFORCE)
SUPPORT = Profile(record_id("00e", 24), "Support User", "Standard", SALESFORCE)
BACK_OFFICE = Profile(record_id("00e", 25), "Standard User", "Standard", SALESFORCE)
API_ONLY = Profile(record_id("00e", 26), "Minimum Access - API Only Integrations", "Standard", INTEGRATION, human=False)
PARTNER_USER = Profile(record_id("00e", 27), "Partner Community User", "PowerPartner", PARTNER)
PROFILES = (ADMIN, SALES, SALES_LEAD, SUPPORT, BACK_OFFICE, API_ONLY, PARTNER_USER)

DE_ADMIN = PermissionSet(record_id("0PS", 31), "DE_Admin", "Distribution Engine Admin", "n2de")
DE_MANAGER = PermissionSet(record_id("0PS", 32), "DE_Team_Manager", "Distribution Engine Team Manager", "n2de")
DE_USER = PermissionSet(record_id("0PS", 33), "DE_User", "Distribution Engine User", "n2de")
DE_COMMUNITY = PermissionSet(record_id("0PS", 34), "DE_Community_User", "Distribution Engine Community User", "n2de")
FORECASTS = PermissionSet(record_id("0PS", 35), "Forecast_Manager", "Forecast Manager")
DIALER = PermissionSet(record_id("0PS", 36), "Sales_Dialer", "Sales Dialer")
PERMISSION_SETS = (DE_ADMIN, DE_MANAGER, DE_USER, DE_COMMUNITY, FORECASTS, DIALER)
