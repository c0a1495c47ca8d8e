using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.SecretsManager;

/// <summary>One filter of ListSecrets: a field, and values of which one must match.</summary>
/// <param name="Key">The field.</param>
/// <param name="Values">Prefixes; one with a leading <c>!</c> excludes.</param>
internal sealed record SecretFilter(string Key, IReadOnlyList<string> Values)
{
    private const string Keys = "[description, name, tag-key, tag-value, primary-region, owning-service, all]";

    /// <summary>Reads a request's filters.</summary>
    /// <param name="input">The request.</param>
    /// <returns>The filters; a secret must match all of them.</returns>
    public static IReadOnlyList<SecretFilter> Read(JsonInput input) =>
    [
        .. (input.Structures("Filters") ?? []).Select(item => (Key: item.Text("Key"), Values: item.Texts("Values"))).Select(item =>
            new SecretFilter(
                CheckKey(item.Key),
                item.Values is { Count: > 0 } values ? values : throw SecretErrors.InvalidParameter("Invalid filter values"))),
    ];

    /// <summary>Whether a secret matches.</summary>
    /// <param name="secret">The secret.</param>
    /// <returns>True when it does.</returns>
    public bool Matches(Secret secret)
    {
        var excluded = Values.Where(value => value.StartsWith('!')).Select(value => value[1..]).ToList();
        var included = Values.Where(value => !value.StartsWith('!')).ToList();
        var fields = Fields(secret).ToList();
        return !excluded.Exists(value => fields.Exists(field => Matches(field, value)))
            && (included.Count == 0 || included.Exists(value => fields.Exists(field => Matches(field, value))));
    }

    private static string CheckKey(string? key) =>
        key is "description" or "name" or "tag-key" or "tag-value" or "primary-region" or "owning-service" or "all"
            ? key
            : throw SecretErrors.Constraint(
                "filters.1.member.key", key, $"Member must satisfy enum value set: {Keys}");

    // Names, tag keys and tag values are told apart by case, descriptions and 'all' are not.
    private bool Matches(string field, string value) => Key switch
    {
        "all" => field.Contains(value, StringComparison.OrdinalIgnoreCase),
        "description" => field.Split(' ').Any(word => word.StartsWith(value, StringComparison.OrdinalIgnoreCase))
            || field.StartsWith(value, StringComparison.OrdinalIgnoreCase),
        _ => field.StartsWith(value, StringComparison.Ordinal),
    };

    private IEnumerable<string> Fields(Secret secret) => Key switch
    {
        "name" => [secret.Name],
        "description" => [secret.Description ?? ""],
        "tag-key" => secret.Tags.Keys,
        "tag-value" => secret.Tags.Values,
        "all" => [secret.Name, secret.Description ?? "", .. secret.Tags.Keys, .. secret.Tags.Values],
        _ => [],
    };
}
