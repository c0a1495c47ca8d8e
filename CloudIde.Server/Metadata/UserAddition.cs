namespace CloudIde.Server.Metadata;

/// <summary>What came of adding a user.</summary>
internal enum UserAddition
{
    /// <summary>The user was added.</summary>
    Added,

    /// <summary>Another user has the name.</summary>
    UsernameTaken,

    /// <summary>Another user has the e-mail address.</summary>
    EmailTaken,
}
