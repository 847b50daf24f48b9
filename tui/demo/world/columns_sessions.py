"""How sessions, login history and places look as rows."""

from __future__ import annotations

from operator import attrgetter

from tui.demo.world.columns_people import USER
from tui.demo.world.rows import Columns, Row
from tui.demo.world.sessions import AGENTS, HISTORY_LOGIN_TYPES, AuthSession, Login

GEO: Columns[Login] = {
    "Id": attrgetter("geo_id"),
    "LoginTime": attrgetter("at"),
    "CountryIso": attrgetter("user.place.country_iso"),
    "Country": attrgetter("user.place.country"),
    "Latitude": attrgetter("user.place.latitude"),
    "Longitude": attrgetter("user.place.longitude"),
    "City": attrgetter("user.place.city"),
    "PostalCode": attrgetter("user.place.postal_code"),
    "Subdivision": lambda one: one.user.place.subdivision or None,
    "CreatedDate": attrgetter("at"),
    "LastModifiedDate": attrgetter("at"),
    "SystemModstamp": attrgetter("at"),
}

LOGIN: Columns[Login] = {
    "Id": attrgetter("id"),
    "UserId": attrgetter("user.id"),
    "LoginTime": attrgetter("at"),
    "LoginType": lambda one: HISTORY_LOGIN_TYPES.get(one.login_type, one.login_type),
    "LoginSubType": lambda _: None,
    "SourceIp": attrgetter("user.ip"),
    "LoginUrl": lambda _: "acme.my.salesforce.com",
    "AuthenticationServiceId": lambda _: None,
    "LoginGeoId": attrgetter("geo_id"),
    "LoginGeo": lambda one: Row(GEO, one),
    "TlsProtocol": lambda _: "TLS 1.3",
    "CipherSuite": lambda _: "TLS_AES_256_GCM_SHA384",
    "OptionsIsGet": lambda _: False,
    "OptionsIsPost": lambda _: True,
    "NetworkId": lambda _: None,
    "CountryIso": attrgetter("user.place.country_iso"),
    "Browser": lambda one: AGENTS[one.agent][0] if one.application == "Browser" else "Unknown",
    "Platform": lambda one: AGENTS[one.agent][1] if one.application == "Browser" else "Unknown",
    "Status": attrgetter("status"),
    "Application": attrgetter("application"),
    "ClientVersion": lambda _: "N/A",
    "ApiType": lambda _: "N/A",
    "ApiVersion": lambda _: "N/A",
}

SESSION: Columns[AuthSession] = {
    "Id": attrgetter("id"),
    "UsersId": attrgetter("user.id"),
    "Users": lambda one: Row(USER, one.user),
    "CreatedDate": attrgetter("created"),
    "LastModifiedDate": attrgetter("modified"),
    "NumSecondsValid": attrgetter("valid"),
    "UserType": attrgetter("user.profile.user_type"),
    "SourceIp": attrgetter("user.ip"),
    "LoginType": attrgetter("login_type"),
    "SessionType": attrgetter("session_type"),
    "SessionSecurityLevel": lambda one: "HIGH_ASSURANCE" if one.login_type == "Lightning Login" else "STANDARD",
    "LogoutUrl": lambda one: "https://acme.my.salesforce.com/secur/logout.jsp" if one.session_type == "UI" else None,
    "ParentId": lambda one: (one.parent or one).id,
    "Parent": lambda one: Row(SESSION, one.parent or one),
    "LoginHistoryId": attrgetter("login.id"),
    "LoginHistory": lambda one: Row(LOGIN, one.login),
    "LoginGeoId": attrgetter("login.geo_id"),
    "LoginGeo": lambda one: Row(GEO, one.login),
    "IsCurrent": attrgetter("current"),
    "IsAssociatedWithJwtAccessToken": lambda _: False,
}
