using CloudIde.Core.Settings;

namespace CloudIde.Server.Commands;

/// <summary>How long commands may run, and how long and how many results are kept.</summary>
internal sealed record CommandSettings
{
    /// <summary>How long any command may run: SQS keeps a message in flight for no longer.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(12);

    /// <summary><c>COMMAND_TIMEOUT_SECONDS</c>, 1 second to 12 hours, 10 minutes unless set: for how long a command runs that was given no timeout.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary><c>COMMAND_RESULT_SECONDS</c>, 1 minute to 14 days (SQS' longest retention), 7 days unless set: how long a result is kept.</summary>
    public required TimeSpan ResultLifetime { get; init; }

    /// <summary>
    /// <c>COMMANDS_PER_PROJECT</c>, 1 to 10,000, 1,000 unless set: how many commands of a project are kept. The oldest that are over
    /// make room for new ones; when none is over, no more are taken.
    /// </summary>
    public required int PerProject { get; init; }

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <returns>The settings.</returns>
    public static CommandSettings Read(SettingsReader reader) => new()
    {
        Timeout = reader.Seconds("COMMAND_TIMEOUT_SECONDS", TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(1), MaxTimeout),
        ResultLifetime = reader.Seconds("COMMAND_RESULT_SECONDS", TimeSpan.FromDays(7), TimeSpan.FromMinutes(1), TimeSpan.FromDays(14)),
        PerProject = reader.WholeNumber("COMMANDS_PER_PROJECT", 1000, 1, 10_000),
    };
}
