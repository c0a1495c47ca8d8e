using System.Security.Cryptography;
using System.Text;

namespace CloudIde.AppHost.Embedded;

/// <summary>The folder in which the embedded host keeps all state. One host uses it at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string RootWorkspaces = "/var/lib/cloudide-workspaces";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>What the emulated AWS keeps: objects, messages, task definitions, logs.</summary>
    public string Aws => System.IO.Path.Combine(Path, "aws");

    /// <summary>Redis' Unix domain socket, or null where there is none: on Windows, and where the path is too long for one.</summary>
    public string? RedisSocket
    {
        get
        {
            // The shortest bound of the systems is that of macOS.
            const int MaxBytes = 100;
            var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(Path, "redis.sock"));
            return OperatingSystem.IsWindows() || Encoding.UTF8.GetByteCount(path) > MaxBytes ? null : path;
        }
    }

    /// <summary>What the server keeps: accounts and projects.</summary>
    public string Server => System.IO.Path.Combine(Path, "server");

    /// <summary>
    /// The workers' copies of active workspaces. Root's workers give each an own user, who may not pass through this private
    /// folder: their copies are where only root may make something and everybody may pass.
    /// </summary>
    public string Workspaces => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
        ? System.IO.Path.Combine(RootWorkspaces, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path)))[..16])
        : System.IO.Path.Combine(Path, "workspaces");

    /// <summary>Opens the folder, making it when it is missing.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The folder, locked.</returns>
    /// <exception cref="IOException">It cannot be written, or another host uses it; the message says which.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else
            {
                // Accounts, secrets and everybody's files are in it.
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The data folder {path} cannot be made: {e.Message} Choose another one with --data.", e);
        }

        var lockPath = System.IO.Path.Combine(path, "lock");
        try
        {
            // .NET takes an advisory lock for FileShare.None; the system drops it when the process ends, however it ends.
            return new DataFolder(path, new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The data folder {path} cannot be written: {e.Message} Choose another one with --data.", e);
        }
        catch (IOException e)
        {
            throw new IOException(
                $"The data folder {path} is in use by another CloudIDE, or cannot be written: {e.Message} Choose another one with --data.", e);
        }
    }

    /// <summary>A secret that is made once and kept in a file that only its owner can read.</summary>
    /// <param name="name">The file's name.</param>
    /// <returns>The secret: 64 hexadecimal digits, 256 random bits.</returns>
    public string Secret(string name)
    {
        var path = System.IO.Path.Combine(Path, name);
        if (File.Exists(path))
        {
            return File.ReadAllText(path);
        }

        var secret = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(secret);
        return secret;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Workspaces) && !Directory.EnumerateFileSystemEntries(Workspaces).Any())
        {
            // Outside of the data folder nothing is left but work that could not be saved.
            Directory.Delete(Workspaces);
        }

        _lock.Dispose();
    }
}
