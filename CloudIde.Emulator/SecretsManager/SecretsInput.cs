using System.Text;
using System.Text.RegularExpressions;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.SecretsManager;

/// <summary>Reads and checks the members that several operations share.</summary>
internal static partial class SecretsInput
{
    // From the API reference.
    private const int MaxValueBytes = 65_536;
    private const int MaxNameLength = 512;
    private const int MinTokenLength = 32;
    private const int MaxTokenLength = 64;
    private const int MaxTags = 50;

    /// <summary>The name or ARN of a secret.</summary>
    /// <param name="input">The request.</param>
    /// <returns>The identifier.</returns>
    public static string SecretId(JsonInput input) => input.Text("SecretId") switch
    {
        null => throw SecretErrors.Constraint("secretId", null, "Member must not be null"),
        "" => throw SecretErrors.Constraint("secretId", "", "Member must have length greater than or equal to 1"),
        var id => id,
    };

    /// <summary>A new secret's name.</summary>
    /// <param name="input">The request.</param>
    /// <returns>The name.</returns>
    public static string Name(JsonInput input)
    {
        var name = input.Text("Name") ?? throw SecretErrors.Constraint("name", null, "Member must not be null");
        if (name.Length is 0 or > MaxNameLength)
        {
            throw SecretErrors.Constraint(
                "name",
                name,
                name.Length == 0
                    ? "Member must have length greater than or equal to 1"
                    : $"Member must have length less than or equal to {MaxNameLength}");
        }

        return NamePattern().IsMatch(name)
            ? name
            : throw SecretErrors.Invalid(
                "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!");
    }

    /// <summary>The value of a new version, with the client's id for it or a fresh one.</summary>
    /// <param name="input">The request.</param>
    /// <param name="now">The time.</param>
    /// <returns>The version without labels, or null when the request has no value.</returns>
    public static SecretVersion? Version(JsonInput input, DateTimeOffset now)
    {
        var text = input.Text("SecretString");
        var bytes = input.Bytes("SecretBinary");
        if (text is not null && bytes is not null)
        {
            throw SecretErrors.InvalidParameter(
                "You can't specify both a binary secret value and a string secret value in the same secret.");
        }

        CheckLength("secretString", text is null ? null : Encoding.UTF8.GetByteCount(text));
        CheckLength("secretBinary", bytes?.Length);
        var token = input.Text("ClientRequestToken");
        if (token is not null && token.Length is < MinTokenLength or > MaxTokenLength)
        {
            throw SecretErrors.InvalidParameter("ClientRequestToken must be 32-64 characters long.");
        }

        return text is null && bytes is null
            ? null
            : new SecretVersion { Id = token ?? Guid.NewGuid().ToString(), CreatedAt = now, Text = text, Bytes = bytes };
    }

    /// <summary>Refuses what would change what a secret is, and is left out.</summary>
    /// <param name="input">The request.</param>
    public static void RefuseLeftOut(JsonInput input)
    {
        _ = input.Flag("ForceOverwriteReplicaSecret");
        if (input.Structures("AddReplicaRegions") is { Count: > 0 })
        {
            throw SecretErrors.InvalidParameter("AddReplicaRegions is not emulated: there is one region.");
        }

        if (input.Text("Type") is not null)
        {
            throw SecretErrors.InvalidParameter("Type is not emulated: secrets that another service manages are left out.");
        }
    }

    /// <summary>Tags.</summary>
    /// <param name="input">The request.</param>
    /// <returns>The tags, or null when the member is missing.</returns>
    public static Dictionary<string, string>? Tags(JsonInput input)
    {
        if (input.Structures("Tags") is not { } items)
        {
            return null;
        }

        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var key = item.Text("Key");
            var value = item.Text("Value");
            if (string.IsNullOrEmpty(key))
            {
                throw SecretErrors.InvalidParameter("A tag must have a key.");
            }

            tags[key] = value ?? "";
        }

        CheckTagCount(tags.Count);
        return tags;
    }

    /// <summary>Refuses more tags than a secret can have.</summary>
    /// <param name="count">How many it would have.</param>
    public static void CheckTagCount(int count)
    {
        if (count > MaxTags)
        {
            throw SecretErrors.InvalidParameter($"A secret can have at most {MaxTags} tags.");
        }
    }

    /// <summary>How many items a page may hold.</summary>
    /// <param name="input">The request.</param>
    /// <returns>The limit, 100 by default.</returns>
    public static int PageSize(JsonInput input) => input.Integer("MaxResults") switch
    {
        null => 100,
        < 1 or > 100 => throw SecretErrors.InvalidParameter("MaxResults must be between 1 and 100."),
        { } size => size,
    };

    private static void CheckLength(string member, int? length)
    {
        if (length == 0)
        {
            throw SecretErrors.Constraint(member, "", "Member must have length greater than or equal to 1");
        }

        if (length > MaxValueBytes)
        {
            // AWS does not repeat a secret in an error either.
            throw SecretErrors.Constraint(member, "***", $"Member must have length less than or equal to {MaxValueBytes}");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9/_+=.@!-]+\z")]
    private static partial Regex NamePattern();
}
