using System.Diagnostics;

namespace CloudIde.Worker.Workspaces;

/// <summary>The folders of one workspace on this worker, readable by nobody else.</summary>
internal sealed class WorkspaceFolder : IDisposable
{
    private readonly string _root;

    /// <summary>Names the folders; <see cref="Create"/> makes them.</summary>
    /// <param name="dataDirectory">The worker's folder.</param>
    /// <param name="projectId">The project. Ids are made by the server, but a message could hold anything.</param>
    /// <exception cref="ArgumentException">The project id is no plain name.</exception>
    public WorkspaceFolder(string dataDirectory, string projectId)
    {
        if (projectId.Length > 128 || !projectId.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            throw new ArgumentException("A project id consists of letters, digits, hyphens and underscores.", nameof(projectId));
        }

        // A name that was never used before: what an earlier worker left behind, or one that lost its lease still holds, must
        // not be taken for this one's. The lease's epoch would not do, as it starts again when Redis loses its data.
        _root = Path.Combine(dataDirectory, $"{projectId}.{Guid.NewGuid():N}");
    }

    /// <summary>For folders that exist already.</summary>
    /// <param name="root">The folder that holds the others.</param>
    internal WorkspaceFolder(string root) => _root = root;

    /// <summary>The shell's home folder; not part of the project.</summary>
    public string Home => Path.Combine(_root, "home");

    /// <summary>The project's files: where terminals start. Below the home folder, so that a prompt shows it as <c>~/project</c>.</summary>
    public string Files => Path.Combine(Home, "project");

    /// <summary>Where files are written before they appear whole under <see cref="Files"/>; on the same file system.</summary>
    public string Temporary => Path.Combine(_root, "incoming");

    /// <summary>Makes the folders.</summary>
    public void Create()
    {
        foreach (var folder in (ReadOnlySpan<string>)[_root, Home, Files, Temporary])
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
    }

    /// <summary>Removes the folders with all they hold.</summary>
    /// <exception cref="IOException">Something could not be removed.</exception>
    public void Dispose()
    {
        if (!Directory.Exists(_root))
        {
            return;
        }

        try
        {
            Directory.Delete(_root, recursive: true);
        }
        catch (Exception e) when (!OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException)
        {
            // .NET cannot name files whose names are not UTF-8, and Go's module cache is read-only.
            Run("/bin/chmod", "-R", "u+rwx");
            Run("/bin/rm", "-rf");
            if (Directory.Exists(_root))
            {
                throw new IOException($"The folder {_root} could not be removed.", e);
            }
        }
    }

    private void Run(string program, params ReadOnlySpan<string> options)
    {
        using var process = Process.Start(new ProcessStartInfo(program, [.. options, "--", _root]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
    }
}
