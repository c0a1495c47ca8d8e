using System.Text;
using CloudIde.Core.Files;
using CloudIde.Core.Projects;
using CloudIde.Server;
using CloudIde.Server.Files;
using CloudIde.Server.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CloudIde.Tests.Worker.Workspaces.TwoSided;

/// <summary>Somebody at the editor: the server's own way of writing, deleting and moving, always on top of what was read.</summary>
internal sealed class EditorSide : IDisposable
{
    private readonly string _project;
    private readonly VersionLedger _versions;
    private readonly ServiceProvider _services;
    private readonly ProjectFiles _files;
    private readonly FileWriter _writer;
    private readonly FileMover _mover;

    public EditorSide(WorkerWorld world, VersionLedger versions)
    {
        _project = world.Project;
        _versions = versions;
        _services = new ServiceCollection().AddMetrics().AddSingleton<ServerTelemetry>().BuildServiceProvider();
        _files = new ProjectFiles(world.S3, world.AwsSettings, _services.GetRequiredService<ServerTelemetry>());
        var conflicts = new PathConflicts(_files);
        var notices = new FileChangeNotices(new FileChangeChannel(world.Redis), world.Workspaces, NullLogger<FileChangeNotices>.Instance);
        _writer = new FileWriter(_files, conflicts, notices);
        _mover = new FileMover(world.S3, world.AwsSettings, _files, conflicts, notices);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Does something to one of some files. What the server refuses is not done.</summary>
    public async Task DoAsync(Random random, string[] names, string[] folders)
    {
        var path = ProjectPath.Parse(names[random.Next(names.Length)]);
        var other = ProjectPath.Parse(names[random.Next(names.Length)]);
        var (folder, target) = (folders[random.Next(folders.Length)], folders[random.Next(folders.Length)]);
        try
        {
            await (random.Next(12) switch
            {
                < 7 => WriteAsync(path),
                < 9 => DeleteAsync(path),
                9 => _mover.MoveAsync(_project, path, other, Cancellation),
                10 => _mover.MoveAsync(_project, ProjectPath.Parse(folder), ProjectPath.Parse(target), Cancellation),
                _ => _writer.AddFolderAsync(_project, ProjectPath.Parse(folder), Cancellation),
            });
        }
        catch (ProblemException)
        {
            // Something is in the way, or somebody else was quicker.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _services.Dispose();

    private async Task WriteAsync(ProjectPath path)
    {
        var (before, preconditions) = await ReadAsync(path);
        var version = _versions.Next("editor");
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(VersionLedger.ContentOf(version)));
        await _writer.WriteAsync(_project, path, content, "text/plain", preconditions, Cancellation);
        _versions.Saved(version);
        Replaced(before);
    }

    private async Task DeleteAsync(ProjectPath path)
    {
        var (before, preconditions) = await ReadAsync(path);
        if (before is not null)
        {
            await _writer.DeleteAsync(_project, path, recursive: false, preconditions, Cancellation);
            Replaced(before);
        }
    }

    private void Replaced(string? before)
    {
        if (before is not null)
        {
            _versions.Gone(VersionLedger.VersionOf(before));
        }
    }

    private async Task<(string? Content, FilePreconditions Preconditions)> ReadAsync(ProjectPath path)
    {
        var request = new DefaultHttpContext().Request;
        using var found = await _files.OpenAsync(_project, path, Cancellation);
        if (found is null)
        {
            request.Headers.IfNoneMatch = "*";
            return (null, FilePreconditions.Of(request));
        }

        using var reader = new StreamReader(found.ResponseStream);
        request.Headers.IfMatch = found.ETag;
        return (await reader.ReadToEndAsync(Cancellation), FilePreconditions.Of(request));
    }
}
