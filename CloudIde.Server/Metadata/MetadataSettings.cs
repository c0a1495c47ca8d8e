using CloudIde.Core.Settings;
using MongoDB.Driver;

namespace CloudIde.Server.Metadata;

/// <summary>Where the metadata is kept.</summary>
internal sealed record MetadataSettings
{
    private const string DatabaseFile = "metadata.db";

    /// <summary><c>CLOUDIDE_DATA</c>: the folder of this server's own state, absolute. Default: <c>.cloudide</c> here.</summary>
    public required string DataDirectory { get; init; }

    /// <summary><c>MONGODB_URI</c> or <c>ConnectionStrings__mongodb</c>, or null for SQLite in the data folder.</summary>
    public MongoUrl? MongoUrl { get; init; }

    /// <summary>The SQLite file, used when there is no MongoDB.</summary>
    public string SqliteFile => Path.Combine(DataDirectory, DatabaseFile);

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <returns>The settings.</returns>
    public static MetadataSettings Read(SettingsReader reader) => new()
    {
        DataDirectory = Path.GetFullPath(reader.Text("CLOUDIDE_DATA", ".cloudide")),
        MongoUrl = ReadMongoUrl(reader, "MONGODB_URI") ?? ReadMongoUrl(reader, "ConnectionStrings:mongodb"),
    };

    /// <summary>Never the connection string, which has a password.</summary>
    /// <returns>The kind of store.</returns>
    public override string ToString() => MongoUrl is null ? SqliteFile : "MongoDB";

    private static MongoUrl? ReadMongoUrl(SettingsReader reader, string name)
    {
        if (reader.Text(name) is not { } text)
        {
            return null;
        }

        try
        {
            return MongoUrl.Create(text);
        }
        catch (MongoConfigurationException)
        {
            // Neither the value nor the parser's message is repeated: both may hold the password.
            reader.Reject(
                $"{name.Replace(":", "__", StringComparison.Ordinal)} is not a MongoDB connection string: "
                + "expected one such as mongodb://user:password@localhost:27017/cloudide.");
            return null;
        }
    }
}
