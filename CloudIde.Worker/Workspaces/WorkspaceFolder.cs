using System.Diagnostics;
using CloudIde.Worker.Pty.Isolation;
using CloudIde.Worker.Pty.Native;

namespace CloudIde.Worker.Workspaces;

/// <summary>The folders of one workspace on this worker, readable by nobody else.</summary>
internal sealed class WorkspaceFolder : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // The user passes through to its own folders, and can neither list nor replace them.
    private const UnixFileMode PassableByGroup = Private | UnixFileMode.GroupExecute;

    // An own user has no entry in /etc/passwd, so \u in the system's prompt would say "I have no name!".
    private const string BashStart = "PS1='\\w \\$ '\n";

    private const string BashLogin = "[ -f ~/.bashrc ] && . ~/.bashrc\n";

    private readonly ShellCredentials? _user;

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

    /// <summary>Makes the folders.</summary>
    /// <exception cref="IOException">The system refused.</exception>
    public void Create()
    {
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

        if (_user is not null)
        {
            WriteShellStart();
        }
    }

    /// <summary>Removes the folders with all they hold. No process of an own user may be left.</summary>
    /// <exception cref="IOException">Something could not be removed.</exception>
    public void Dispose()
    {
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
}
