"""The filter's language, shared by the screen and ``status --filter``. Pure: text in, a predicate and words out.

    femke "van den berg"           words: all of them in name, username, Id or team, whatever case and accents
    idle  mixed                    a presence or a DE state as a word of its own finds these too
    presence:idle,absent           a field, and any of these values; a value may be cut short
    team:"Key Accounts" team:=SMB  names are found by a part; = wants the whole
    idle:>30m expires:<10m         lengths in s, m, h, d, w; sessions:>1 counts
    !bob !team:smb                 an exclamation mark leaves out
    @mine                          a saved filter by its name

A word that means nothing is told and filters nothing; one that is still being typed asks nothing yet.
"""
