using CloudIde.Core.Operations;
using CloudIde.Core.Settings;
using CloudIde.Server.Accounts;

namespace CloudIde.Server.Operations;

/// <summary>Who may look at operations data, and where it is.</summary>
internal sealed record OperationsSettings
{
    /// <summary>In <c>OPS_USERS</c>: every account. For a server that one person uses.</summary>
    public const string Everybody = "*";

    /// <summary><c>OPS_USERS</c>: the user names of the operators, separated by commas; nobody unless set, <c>*</c> for every account.</summary>
    public required IReadOnlyList<string> Users { get; init; }

    /// <summary>
    /// <c>METRICS_TOKEN</c>: what a scraper of <c>/metrics</c> sends as a bearer token, or null: then it needs an operator's session.
    /// </summary>
    public string? MetricsToken { get; init; }

    /// <summary>Where the tasks' logs are.</summary>
    public required TaskLogSettings Logs { get; init; }

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <returns>The settings.</returns>
    public static OperationsSettings Read(SettingsReader reader) => new()
    {
        Users = reader.List("OPS_USERS"),
        MetricsToken = CloudIde.ServiceDefaults.MetricsToken.Read(reader.Text, reader.Reject),
        Logs = TaskLogSettings.Read(reader),
    };

    /// <summary>Whether somebody is an operator.</summary>
    /// <param name="user">The user, or null for nobody.</param>
    /// <returns>Whether.</returns>
    public bool IsOperator(CurrentUser? user) => user is not null
        && Users.Any(name => name == Everybody || string.Equals(name, user.Username, StringComparison.OrdinalIgnoreCase));

    /// <summary>Never the token.</summary>
    /// <returns>The other settings.</returns>
    public override string ToString() => $"operators {string.Join(", ", Users)}";
}
