using System.Net.Sockets;
using CloudIde.Core.Settings;
using StackExchange.Redis;

namespace CloudIde.Core.Redis;

/// <summary>Where Redis is: <c>ConnectionStrings__redis</c> when it is set, otherwise <c>REDIS_HOST</c>, <c>REDIS_PORT</c> and <c>REDIS_PASSWORD</c>.</summary>
public sealed record RedisSettings
{
    /// <summary>Redis' own default port.</summary>
    public const int DefaultPort = 6379;

    /// <summary>The connection options, password included. Never written to a log.</summary>
    public required ConfigurationOptions Connection { get; init; }

    /// <summary>
    /// <c>REDIS_SOCKET</c>: the Unix domain socket of the same Redis, when it runs on this machine, or null. Only the terminals' own
    /// connections use it, and go by the address above while it cannot be reached.
    /// </summary>
    public string? SocketPath { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <param name="settings">The reader that collects problems.</param>
    /// <returns>The settings.</returns>
    public static RedisSettings Read(SettingsReader settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new RedisSettings { Connection = Prepare(ReadConnection(settings)), SocketPath = ReadSocketPath(settings) };
    }

    private static string? ReadSocketPath(SettingsReader settings)
    {
        if (settings.Text("REDIS_SOCKET") is not { } path)
        {
            return null;
        }

        try
        {
            _ = new UnixDomainSocketEndPoint(path);
            if (Path.IsPathFullyQualified(path))
            {
                return path;
            }
        }
        catch (ArgumentException)
        {
            // Too long: the system's bound is about a hundred bytes.
        }

        settings.Reject($"REDIS_SOCKET is \"{path}\": expected the absolute path of a Unix domain socket, of at most about 100 bytes.");
        return null;
    }

    private static ConfigurationOptions ReadConnection(SettingsReader settings)
    {
        if (settings.Text("ConnectionStrings:redis") is { } connectionString)
        {
            try
            {
                var parsed = ConfigurationOptions.Parse(connectionString);
                if (parsed.EndPoints.Count == 0)
                {
                    settings.Reject("ConnectionStrings__redis names no address: expected a form such as localhost:6379,password=secret.");
                }

                return parsed;
            }
            catch (ArgumentException e)
            {
                // The string may hold a password, so it is not repeated.
                settings.Reject($"ConnectionStrings__redis cannot be read: {e.Message} Expected a form such as localhost:6379,password=secret.");
                return new ConfigurationOptions();
            }
        }

        var connection = new ConfigurationOptions();
        connection.EndPoints.Add(
            settings.Text("REDIS_HOST", "localhost"),
            settings.WholeNumber("REDIS_PORT", DefaultPort, 1, 65535));
        connection.Password = settings.Text("REDIS_PASSWORD");
        return connection;
    }

    private static ConfigurationOptions Prepare(ConfigurationOptions connection)
    {
        // Redis may start after us, or go away: keep trying instead of failing once and for all.
        connection.AbortOnConnectFail = false;
        connection.ConnectTimeout = 5000;
        connection.AsyncTimeout = 5000;
        connection.KeepAlive = 10;
        connection.ReconnectRetryPolicy = new ExponentialRetry(deltaBackOffMilliseconds: 100, maxDeltaBackOffMilliseconds: 2000);
        return connection;
    }
}
