/**
 * Follows logouts from Salesforce. Whom it turns off, and why not others, is decided in DePresenceLogout.
 */
trigger DePresenceLogoutTrigger on LogoutEventStream (after insert) {
    DePresenceLogout.follow(Trigger.new);
}
