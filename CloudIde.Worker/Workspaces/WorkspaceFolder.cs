using System.Diagnostics;
using System.Text.RegularExpressions;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Workspaces;

/// <summary>The folders of one workspace on this worker, readable by nobody else.</summary>
internal sealed partial class WorkspaceFolder : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // The user passes through to its own folders, and can neither list nor replace them.
    private const UnixFileMode PassableByGroup = Private | UnixFileMode.GroupExecute;

    // An own user has no entry in /etc/passwd, so \u in the system's prompt would say "I have no name!".
    private const string BashStart = "PS1='\\w \\$ '\n";

    private const string BashLogin = "[ -f ~/.bashrc ] && . ~/.bashrc\n";

    /// <summary>How long work that could not be saved is kept for whoever looks for it.</summary>
    private static readonly TimeSpan UnsavedKept = TimeSpan.FromDays(7);

    private readonly ShellCredentials? _user;
    private FileStream? _owner;
    private bool _isMarked;

    /// <summary>Names the folders; <see cref="Create"/> makes them.</summary>
    /// <param name="dataDirectory">The worker's folder.</param>
    /// <param name="projectId">The project. Ids are made by the server, but a message could hold anything.</param>
    /// <param name="user">The workspace's own user, or null where it is the worker's.</param>
    /// <exception cref="ArgumentException">The project id is no plain name.</exception>
    public WorkspaceFolder(string dataDirectory, string projectId, ShellCredentials? user)
    {
        _user = user;
        if (projectId.Length > 128 || !projectId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new ArgumentException("A project id consists of letters, digits, hyphens and underscores.", nameof(projectId));
        }

        // A name that was never used before: what an earlier worker left behind, or one that lost its lease still holds, must
        // not be taken for this one's. The lease's epoch would not do, as it starts again when Redis loses its data.
        Root = Path.Combine(dataDirectory, $"{projectId}.{Guid.NewGuid():N}");
    }

    /// <summary>For folders that exist already.</summary>
    /// <param name="root">The folder that holds the others.</param>
    internal WorkspaceFolder(string root) => Root = root;

    /// <summary>The folder that holds the others. The worker's, also where the workspace has an own user.</summary>
    public string Root { get; }

    /// <summary>The shell's home folder; not part of the project.</summary>
    public string Home => Path.Combine(Root, "home");

    /// <summary>The project's files: where terminals start. Below the home folder, so that a prompt shows it as <c>~/project</c>.</summary>
    public string Files => Path.Combine(Home, "project");

    /// <summary>Where files are written before they appear whole under <see cref="Files"/>; on the same file system.</summary>
    public string Temporary => Path.Combine(Root, "incoming");

    /// <summary>For files that programs throw away: other than <c>/tmp</c> nobody else's, and gone with the workspace.</summary>
    public string ShellTemporary => Path.Combine(Root, "tmp");

    private string Owner => Path.Combine(Root, ".owner");

    private string Unsaved => Path.Combine(Root, ".unsaved");

    /// <summary>Takes over what a worker has left that was killed, so that it can be removed.</summary>
    /// <param name="root">A folder below the worker's.</param>
    /// <param name="olderThan">A folder that is younger may still be in the making.</param>
    /// <returns>The folder; null when it is no workspace's, a living worker has it, or it holds work that could not be saved a few days ago.</returns>
    public static WorkspaceFolder? TryTakeOver(string root, DateTime olderThan)
    {
        if (!Name().IsMatch(Path.GetFileName(root)) || Directory.GetCreationTimeUtc(root) > olderThan)
        {
            return null;
        }

        var folder = new WorkspaceFolder(root);
        var keptForPeople = File.Exists(folder.Unsaved) && File.GetLastWriteTimeUtc(folder.Unsaved) > olderThan - UnsavedKept;
        return !keptForPeople && folder.TryOwn(FileMode.OpenOrCreate) ? folder : null;
    }

    /// <summary>Notes whether the folder holds work that is nowhere else, so that no later worker removes it.</summary>
    /// <param name="value">True when it does.</param>
    public void MarkUnsaved(bool value)
    {
        if (value == _isMarked)
        {
            return;
        }

        try
        {
            if (value)
            {
                File.WriteAllText(Unsaved, "");
            }
            else
            {
                File.Delete(Unsaved);
            }

            _isMarked = value;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk, or a folder that was removed. Saving must not depend on the mark; the next sync tries again.
        }
    }

    /// <summary>Leaves the folder to whoever looks for it.</summary>
    public void Leave() => _owner?.Dispose();

    /// <summary>Makes the folders.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public void Create()
    {
        var data = Path.GetDirectoryName(Root)!;
        Directory.CreateDirectory(data);
        FolderSpread.Below(data);
        foreach (var folder in (ReadOnlySpan<string>)[Root, Home, Files, Temporary, ShellTemporary])
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
                continue;
            }

            Directory.CreateDirectory(folder, Private);
            if (_user is { } user)
            {
                Give(folder, user);
            }
        }

        if (!TryOwn(FileMode.CreateNew))
        {
            throw new IOException($"The folder {Root} is another worker's.");
        }

        if (_user is not null)
        {
            WriteShellStart();
        }
    }

    /// <summary>Removes the folders with all they hold. No process of an own user may be left.</summary>
    /// <exception cref="IOException">Something could not be removed.</exception>
    public void Dispose()
    {
        _owner?.Dispose();
        if (!Directory.Exists(Root))
        {
            return;
        }

        if (_user is not null)
        {
            // rm goes down by descriptors and follows no link that could lead this process out of the folder.
            Run("/bin/rm", "-rf");
            if (Directory.Exists(Root))
            {
                throw new IOException($"The folder {Root} could not be removed.");
            }

            return;
        }

        try
        {
            Directory.Delete(Root, recursive: true);
        }
        catch (Exception e) when (!OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException)
        {
            // .NET cannot name files whose names are not UTF-8, and Go's module cache is read-only.
            Run("/bin/chmod", "-R", "u+rwx");
            Run("/bin/rm", "-rf");
            if (Directory.Exists(Root))
            {
                throw new IOException($"The folder {Root} could not be removed.", e);
            }
        }
    }

    /// <summary>Locks the folder for as long as this process lives, however it ends.</summary>
    private bool TryOwn(FileMode mode)
    {
        try
        {
            _owner = new FileStream(Owner, mode, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Nobody else is in the new folder yet: from its outside in, each is given away before something is put into it.
    private void Give(string folder, ShellCredentials user)
    {
        var (owner, mode) = folder == Root ? (0u, PassableByGroup) : (user.UserId, Private);
        if (LibC.LChown(folder, owner, user.GroupId) != 0)
        {
            throw NativeError.Last($"give {folder} to user {user.UserId}");
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, mode);
        }
    }

    private void WriteShellStart()
    {
        using var scope = new FileSystemUser(_user).Enter();
        File.WriteAllText(Path.Combine(Home, ".bashrc"), BashStart);
        File.WriteAllText(Path.Combine(Home, ".bash_profile"), BashLogin);

        // Debian's start-up files would look for the group's name otherwise, and complain that there is none.
        File.WriteAllText(Path.Combine(Home, ".hushlogin"), "");
    }

    private void Run(string program, params ReadOnlySpan<string> options)
    {
        using var process = Process.Start(new ProcessStartInfo(program, [.. options, "--", Root]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,128}\.[0-9a-f]{32}$")]
    private static partial Regex Name();
}
