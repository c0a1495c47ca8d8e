using CloudIde.Core.Aws;
using CloudIde.Core.Settings;
using CloudIde.Server.Accounts;
using CloudIde.Server.Commands;
using CloudIde.Server.Files;
using CloudIde.Server.Metadata;
using CloudIde.Server.Operations;
using CloudIde.Server.Terminals;

namespace CloudIde.Server;

/// <summary>All settings of the server, validated before anything starts.</summary>
internal sealed record ServerSettings
{
    /// <summary>Which AWS.</summary>
    public required AwsSettings Aws { get; init; }

    /// <summary>How people sign in.</summary>
    public required AccountSettings Accounts { get; init; }

    /// <summary>Where users and projects are kept.</summary>
    public required MetadataSettings Metadata { get; init; }

    /// <summary>How much a file or an archive may hold.</summary>
    public required FileLimits Files { get; init; }

    /// <summary>How many terminals there may be, and how they are served.</summary>
    public required TerminalSettings Terminals { get; init; }

    /// <summary>How long commands may run, and how results are kept.</summary>
    public required CommandSettings Commands { get; init; }

    /// <summary>Who may look at operations data.</summary>
    public required OperationsSettings Operations { get; init; }

    /// <summary>
    /// <c>CLOUDIDE_PUBLIC_URL</c>: the address under which people see the server, such as <c>https://ide.example.com</c>,
    /// when a proxy stands before it; or null.
    /// </summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <param name="development">Whether the environment is Development.</param>
    /// <returns>The settings.</returns>
    public static ServerSettings Read(SettingsReader reader, bool development) => new()
    {
        Aws = AwsSettings.Read(reader),
        Accounts = AccountSettings.Read(reader, development),
        Metadata = MetadataSettings.Read(reader),
        Files = FileLimits.Read(reader),
        Terminals = TerminalSettings.Read(reader),
        Commands = CommandSettings.Read(reader),
        Operations = OperationsSettings.Read(reader),
        PublicUrl = reader.HttpUrl("CLOUDIDE_PUBLIC_URL"),
    };
}
