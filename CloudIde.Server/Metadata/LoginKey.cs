namespace CloudIde.Server.Metadata;

/// <summary>The form of a username or e-mail address in which the stores compare it.</summary>
internal static class LoginKey
{
    /// <summary>Folds the case. Done here and not by each store's collation, so that both stores agree.</summary>
    /// <param name="name">A username or e-mail address.</param>
    /// <returns>The key.</returns>
    public static string Of(string name) => name.ToLowerInvariant();
}
