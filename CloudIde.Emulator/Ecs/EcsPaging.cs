using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs;

/// <summary>Pages of ARNs, as all of ECS's lists have them.</summary>
internal static class EcsPaging
{
    private const int MaxPage = 100;

    /// <summary>Writes one page of a list.</summary>
    /// <param name="input">The request, with <c>maxResults</c> and <c>nextToken</c>.</param>
    /// <param name="output">The answer.</param>
    /// <param name="member">The list's name in the answer.</param>
    /// <param name="items">All items with their sort keys, in any order.</param>
    /// <param name="descending">Whether the greatest key comes first.</param>
    public static void Write(
        JsonInput input,
        Utf8JsonWriter output,
        string member,
        IEnumerable<(string Key, string Value)> items,
        bool descending = false)
    {
        var size = input.Integer("maxResults") switch
        {
            null => MaxPage,
            < 1 or > MaxPage => throw EcsErrors.InvalidParameter($"maxResults must be between 1 and {MaxPage}."),
            { } given => given,
        };
        var after = input.Text("nextToken") is { Length: > 0 } token
            ? PageToken.Read(token) ?? throw EcsErrors.InvalidToken()
            : null;
        var sign = descending ? -1 : 1;
        var rest = items.Where(item => after is null || sign * string.CompareOrdinal(item.Key, after) > 0).ToList();
        rest.Sort((left, right) => sign * string.CompareOrdinal(left.Key, right.Key));
        output.WriteTexts(member, rest.Take(size).Select(item => item.Value));
        output.WriteOptional("nextToken", rest.Count > size ? PageToken.Write(rest[size - 1].Key) : null);
    }
}
