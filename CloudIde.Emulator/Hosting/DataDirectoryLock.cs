namespace CloudIde.Emulator.Hosting;

/// <summary>Holds the data folder for one emulator: two that append to the same logs would destroy them.</summary>
internal sealed class DataDirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DataDirectoryLock(string directory, FileStream file)
    {
        Directory = directory;
        _file = file;
    }

    /// <summary>The folder's full path.</summary>
    public string Directory { get; }

    /// <summary>Creates the folder when it is missing, and takes it.</summary>
    /// <param name="directory">The folder.</param>
    /// <returns>The lock.</returns>
    /// <exception cref="EmulatorStartException">The folder cannot be written, or another emulator holds it.</exception>
    public static DataDirectoryLock Acquire(string directory)
    {
        var full = Path.GetFullPath(directory);
        try
        {
            CreatePrivate(full);
            var path = Path.Combine(full, "emulator.lock");
            return new DataDirectoryLock(full, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new EmulatorStartException(
                $"The data folder {full} cannot be written: choose another with --data or EMULATOR_DATA.", exception);
        }
        catch (IOException exception) when (System.IO.Directory.Exists(full) && IsSharingViolation(exception))
        {
            throw new EmulatorStartException(
                $"The data folder {full} is in use by another emulator: end that one, or choose another folder with --data or EMULATOR_DATA.",
                exception);
        }
        catch (IOException exception)
        {
            throw new EmulatorStartException(
                $"The data folder {full} cannot be used ({exception.Message}): choose another with --data or EMULATOR_DATA.", exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>EWOULDBLOCK on Linux (11) and macOS (35), ERROR_SHARING_VIOLATION on Windows.</summary>
    private static bool IsSharingViolation(IOException exception) =>
        (exception.HResult & 0xFFFF) is 11 or 35 or 32;

    // Everybody's files and secrets are in it, and users' shells run on this machine.
    private static void CreatePrivate(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            System.IO.Directory.CreateDirectory(directory);
        }
        else
        {
            System.IO.Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
