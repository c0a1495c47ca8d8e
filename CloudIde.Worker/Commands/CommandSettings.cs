using CloudIde.Core.Settings;

namespace CloudIde.Worker.Commands;

/// <summary>How a worker runs commands.</summary>
internal sealed record CommandSettings
{
    /// <summary><c>COMMANDS_AT_ONCE</c>, 1 to 64, 4 unless set: how many commands of one workspace run at a time. The others wait in order.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>
    /// <c>COMMAND_OUTPUT_BYTES</c>, 64 KiB to 16 MiB, 1 MiB unless set: how much of a command's output is kept. Three quarters are
    /// its beginning, the rest its end.
    /// </summary>
    public int OutputBytes { get; init; } = 1 << 20;

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <returns>The settings.</returns>
    public static CommandSettings Read(SettingsReader reader) => new()
    {
        AtOnce = reader.WholeNumber("COMMANDS_AT_ONCE", 4, 1, 64),
        OutputBytes = reader.WholeNumber("COMMAND_OUTPUT_BYTES", 1 << 20, 64 << 10, 16 << 20),
    };
}
