using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CloudIde.Core.Redis.Link;

/// <summary>
/// One connection to Redis that is made again whenever it is lost. A thread of its own waits in the read itself, and goes
/// on with what it has read: waking a thread is most of what a keystroke's way costs, and the ways of the runtime's pool
/// wake two or three for each message.
/// </summary>
internal sealed partial class RespConnection : IDisposable
{
    private static readonly TimeSpan MinRetry = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaxRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(10);

    private readonly RedisEndpoint _endpoint;
    private readonly string _name;
    private readonly IRespHandler _handler;
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _disposed = new();
    private readonly Timer _check;
    private volatile RespSession? _session;

    /// <summary>Starts to connect.</summary>
    /// <param name="endpoint">Where to.</param>
    /// <param name="name">How the connection appears in Redis' client list.</param>
    /// <param name="handler">Gets what comes.</param>
    /// <param name="logger">Gets what happens.</param>
    public RespConnection(RedisEndpoint endpoint, string name, IRespHandler handler, ILogger logger)
    {
        _endpoint = endpoint;
        _name = name;
        _handler = handler;
        _logger = logger;
        _check = new Timer(_ => CheckLife(), state: null, CheckInterval, CheckInterval);
        new Thread(Run) { IsBackground = true, Name = $"Redis {name}" }.Start();
    }

    /// <summary>The session that is in force, or null while there is none.</summary>
    public RespSession? Session => _session;

    private TimeSpan AnswerTime => TimeSpan.FromMilliseconds(_endpoint.Options.AsyncTimeout);

    /// <summary>Ends the connection, and what waits for it with an error.</summary>
    public void Dispose()
    {
        _disposed.Set();
        _check.Dispose();
        _session?.Abort();
    }

    private void Run()
    {
        var retry = MinRetry;
        var failing = false;
        while (!_disposed.IsSet && _endpoint.IsSupported)
        {
            try
            {
                using var session = Connect();
                if (session is not null)
                {
                    retry = MinRetry;
                    failing = false;
                    Receive(session);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidDataException
                or RedisException or System.Security.Authentication.AuthenticationException)
            {
                if (!_disposed.IsSet)
                {
                    LogLost(e, _name, failing ? LogLevel.Debug : LogLevel.Warning);
                    failing = true;
                }
            }

            _disposed.Wait(retry);
            retry = retry * 2 < MaxRetry ? retry * 2 : MaxRetry;
        }
    }

    private void Receive(RespSession session)
    {
        _session = session;
        try
        {
            _handler.OnConnected(session);
            while (!_disposed.IsSet)
            {
                _handler.OnReceive(session);
                session.NoteReceived();
            }
        }
        finally
        {
            _session = null;
            _handler.OnLost(session);
        }
    }

    private RespSession? Connect()
    {
        var addresses = _endpoint.FindPrimary();
        for (var i = 0; i < addresses.Count; i++)
        {
            try
            {
                return Connect(addresses[i]);
            }
            catch (SocketException e) when (i < addresses.Count - 1)
            {
                LogNotReached(e, _name, addresses[i]);
            }
        }

        return null;
    }

    private RespSession Connect(EndPoint address)
    {
        var options = _endpoint.Options;
        var socket = address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // Without any asynchronous call: one of them would make the runtime poll this socket for ever, and a read would
            // then be woken by the poll's thread instead of the kernel.
            using (new Timer(static state => ((Socket)state!).Dispose(), socket, options.ConnectTimeout, Timeout.Infinite))
            {
                Open(socket, address);
                Stream stream = new NetworkStream(socket, ownsSocket: true);
                if (options.Ssl && address is not UnixDomainSocketEndPoint)
                {
                    stream = Secure(stream, address, options);
                }

                var session = new RespSession(socket, stream, _name);
                Introduce(session, options);
                return session;
            }
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Open(Socket socket, EndPoint address)
    {
        if (address is DnsEndPoint dns)
        {
            socket.Connect(dns.Host, dns.Port);
        }
        else
        {
            socket.Connect(address);
        }

        if (address is not UnixDomainSocketEndPoint)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        }
    }

    private static SslStream Secure(Stream stream, EndPoint address, ConfigurationOptions options)
    {
        var host = options.SslHost is { Length: > 0 } named ? named : (address as DnsEndPoint)?.Host ?? ((IPEndPoint)address).Address.ToString();
        var secured = new SslStream(stream);
        secured.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = options.SslProtocols ?? System.Security.Authentication.SslProtocols.None,
            CertificateRevocationCheckMode = options.CheckCertificateRevocation
                ? System.Security.Cryptography.X509Certificates.X509RevocationMode.Online
                : System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
        });
        return secured;
    }

    private void Introduce(RespSession session, ConfigurationOptions options)
    {
        if (options.Password is { Length: > 0 } password)
        {
            Require(session, options.User is { Length: > 0 } user ? ["AUTH", user, password] : ["AUTH", password]);
        }

        Require(session, ["CLIENT", "SETNAME", _name]);
        if (options.DefaultDatabase is > 0 and var database)
        {
            Require(session, ["SELECT", database.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        }
    }

    private static void Require(RespSession session, string[] command)
    {
        session.TrySend(command, static (output, command) => RespCommand.Write(output, command));
        session.Reader.ReadReply(out var error);
        if (error is not null)
        {
            // The command may hold a password, so only its first word is repeated.
            throw new RedisConnectionException(
                ConnectionFailureType.AuthenticationFailure, CommandFlags.None, $"Redis refused {command[0]}: {error}",
                innerException: null, CommandStatus.Sent);
        }
    }

    /// <summary>A dead connection is found by what it does not answer: the network may have lost it without a word.</summary>
    private void CheckLife()
    {
        if (_session is not { } session)
        {
            return;
        }

        if (_handler.WaitsSince is { } since && Stopwatch.GetElapsedTime(since) > AnswerTime)
        {
            LogSilent(_name, AnswerTime.TotalSeconds);
            session.Abort();
        }
        else if (session.SinceReceived > PingInterval && _handler.WaitsSince is null)
        {
            _handler.Ping(session);
        }
    }

    [LoggerMessage(EventName = "RedisLinkLost", Message = "The connection {Name} to Redis was lost; trying again.")]
    private partial void LogLost(Exception exception, string name, LogLevel level);

    [LoggerMessage(LogLevel.Debug, "The connection {Name} to Redis cannot go by {Address}; trying another way.", EventName = "RedisLinkNotReached")]
    private partial void LogNotReached(Exception exception, string name, EndPoint address);

    [LoggerMessage(LogLevel.Warning, "Redis did not answer on {Name} for {Seconds} s; connecting again.", EventName = "RedisLinkSilent")]
    private partial void LogSilent(string name, double seconds);
}
