"""Objects and fields of the platform that the kit may ask for, each with the page it is known from."""

from __future__ import annotations

_SESSION = "object reference, AuthSession"
_JOB = "object reference, AsyncApexJob"
_CRON = "object reference, CronTrigger"
_USER = "object reference, User"
_PERMISSION = "object reference, UserPermissionAccess: one field for each permission"
_ASSIGNMENT = "object reference, PermissionSetAssignment"

STANDARD: dict[str, dict[str, str]] = {
    "AuthSession": dict.fromkeys(
        ("Id", "UsersId", "SessionType", "LoginType", "LastModifiedDate", "NumSecondsValid", "ParentId", "IsCurrent"),
        _SESSION,
    ),
    "UserPermissionAccess": dict.fromkeys(
        (
            "PermissionsManageUsers",
            "PermissionsAuthorApex",
            "PermissionsCustomizeApplication",
            "PermissionsViewSetup",
        ),
        _PERMISSION,
    ),
    "User": {
        **dict.fromkeys(("Id", "Name", "Username", "IsActive", "UserType", "ProfileId"), _USER),
        "Profile.Name": "object reference, Profile",
        "Profile.UserLicense.Name": "object reference, UserLicense",
    },
    "UserLogin": dict.fromkeys(("UserId", "IsFrozen"), "object reference, UserLogin"),
    "PermissionSetAssignment": {
        **dict.fromkeys(("AssigneeId", "PermissionSetId"), _ASSIGNMENT),
        **dict.fromkeys(("PermissionSet.Name", "PermissionSet.Label"), "object reference, PermissionSet"),
    },
    "AsyncApexJob": {
        **dict.fromkeys(("Id", "JobType", "Status", "CreatedDate"), _JOB),
        **dict.fromkeys(("ApexClass.Name", "ApexClass.NamespacePrefix"), "object reference, ApexClass"),
    },
    "CronTrigger": {
        **dict.fromkeys(("Id", "State", "CreatedDate", "NextFireTime"), _CRON),
        **dict.fromkeys(("CronJobDetail.JobType", "CronJobDetail.Name"), "object reference, CronJobDetail"),
    },
}
# On every custom object, and on every custom setting (object reference, Custom Objects; Apex guide, Custom Settings).
EVERY_CUSTOM = frozenset({"Id", "CreatedDate"})
EVERY_SETTING = EVERY_CUSTOM | {"SetupOwnerId"}
