package org.example.bench;

import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.kms.Key;

/** What the services share, with the folder of the functions for logins. */
record SharedParts(
        Key key, Vpc vpc, Cache cache, Messaging messaging, Search search, Storage storage, String code) {}
