using System.Globalization;
using System.Text.RegularExpressions;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Logs;

/// <summary>Reads and checks the members that several operations share.</summary>
internal static partial class LogsInput
{
    private const int MaxNameLength = 512;

    /// <summary>A new or existing group's name.</summary>
    /// <param name="input">The request.</param>
    /// <param name="member">The member.</param>
    /// <returns>The name.</returns>
    public static string GroupName(JsonInput input, string member = "logGroupName")
    {
        var name = input.Text(member) ?? throw LogsErrors.Missing(member);
        CheckLength(member, name);
        return GroupPattern().IsMatch(name)
            ? name
            : throw LogsErrors.Constraint(
                member, name, @"Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+");
    }

    /// <summary>A new or existing stream's name.</summary>
    /// <param name="input">The request.</param>
    /// <returns>The name.</returns>
    public static string StreamName(JsonInput input)
    {
        const string Member = "logStreamName";
        var name = input.Text(Member) ?? throw LogsErrors.Missing(Member);
        CheckLength(Member, name);
        return name.AsSpan().ContainsAny(':', '*')
            ? throw LogsErrors.Constraint(Member, name, "Member must satisfy regular expression pattern: [^:*]*")
            : name;
    }

    /// <summary>The existing group that <c>logGroupName</c> names, or <c>logGroupIdentifier</c> by name or ARN.</summary>
    /// <param name="input">The request.</param>
    /// <param name="store">The groups.</param>
    /// <returns>The group.</returns>
    public static LogGroup Group(JsonInput input, LogStore store) =>
        store.TryGet(CheckGroup(input), out var group) ? group : throw LogsErrors.NoGroup();

    /// <summary>Checks how a request names its group.</summary>
    /// <param name="input">The request.</param>
    /// <returns>The group's name.</returns>
    public static string CheckGroup(JsonInput input)
    {
        var identifier = input.Text("logGroupIdentifier");
        if (identifier is not null && input.Has("logGroupName"))
        {
            throw LogsErrors.InvalidParameter("LogGroup name and LogGroup identifier are mutually exclusive.");
        }

        return identifier is null ? GroupName(input) : NameOf(identifier);
    }

    /// <summary>How many items a page may hold.</summary>
    /// <param name="input">The request.</param>
    /// <param name="max">The most, which is also the default.</param>
    /// <returns>The limit.</returns>
    public static int Limit(JsonInput input, int max)
    {
        var limit = input.Integer("limit") ?? max;
        var text = limit.ToString(CultureInfo.InvariantCulture);
        return limit switch
        {
            < 1 => throw LogsErrors.Constraint("limit", text, "Member must have value greater than or equal to 1"),
            _ when limit > max => throw LogsErrors.Constraint(
                "limit", text, $"Member must have value less than or equal to {max}"),
            _ => limit,
        };
    }

    /// <summary>A time.</summary>
    /// <param name="input">The request.</param>
    /// <param name="member">The member.</param>
    /// <returns>Milliseconds since 1970, or null.</returns>
    public static long? Time(JsonInput input, string member) => input.Long(member) switch
    {
        null => null,
        < 0 and var time => throw LogsErrors.Constraint(
            member,
            time.ToString(CultureInfo.InvariantCulture),
            "Member must have value greater than or equal to 0"),
        var time => time,
    };

    /// <summary>The sort key in a page's token.</summary>
    /// <param name="input">The request.</param>
    /// <returns>The key, or null for the first page.</returns>
    public static string? After(JsonInput input) => input.Text("nextToken") is { } token
        ? PageToken.Read(token) ?? throw InvalidToken()
        : null;

    /// <summary>A token that no page gave.</summary>
    /// <returns>The error.</returns>
    public static AwsServiceException InvalidToken() =>
        LogsErrors.InvalidParameter("The specified nextToken is invalid.");

    /// <summary>The group's name in an ARN such as <c>arn:aws:logs:REGION:ACCOUNT:log-group:NAME:*</c>, or the name itself.</summary>
    /// <param name="identifier">A name or an ARN.</param>
    /// <returns>The name.</returns>
    public static string NameOf(string identifier) =>
        identifier.Split(':') is ["arn", _, "logs", _, _, "log-group", var name, ..] ? name : identifier;

    private static void CheckLength(string member, string value)
    {
        if (value.Length == 0)
        {
            throw LogsErrors.Constraint(member, value, "Member must have length greater than or equal to 1");
        }

        if (value.Length > MaxNameLength)
        {
            throw LogsErrors.Constraint(member, value, $"Member must have length less than or equal to {MaxNameLength}");
        }
    }

    [GeneratedRegex(@"^[.\-_/#A-Za-z0-9]+\z")]
    private static partial Regex GroupPattern();
}
