using CloudIde.Core.Projects;
using CloudIde.Server.Accounts;
using CloudIde.Server.Files;
using CloudIde.Server.Metadata;
using CloudIde.Server.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CloudIde.Server.Projects;

/// <summary>Projects: list, create, show, change, delete.</summary>
internal static class ProjectEndpoints
{
    /// <summary>Maps the project routes.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapProjects(this IEndpointRouteBuilder endpoints)
    {
        var projects = endpoints.MapGroup("/api/v2/projects");
        projects.MapGet("/", ListAsync);
        projects.MapPost("/", CreateAsync);
        projects.MapGet("/{projectId}", ShowAsync);
        projects.MapPut("/{projectId}", UpdateAsync);
        projects.MapDelete("/{projectId}", DeleteAsync);
        return endpoints;
    }

    private static async Task<Ok<ProjectListAnswer>> ListAsync(
        CurrentUser user, IMetadataStore store, CancellationToken cancellationToken)
    {
        var projects = await store.ListProjectsAsync(user.Id, cancellationToken);
        return TypedResults.Ok(new ProjectListAnswer(
            [.. projects.Select(access => ProjectView.Of(access.Project, access.Role ?? ProjectRole.Viewer))]));
    }

    private static async Task<Created<ProjectSavedAnswer>> CreateAsync(
        CreateProjectRequest request,
        CurrentUser user,
        IMetadataStore store,
        ProjectFiles files,
        TimeProvider timeProvider,
        ServerTelemetry telemetry)
    {
        ProjectRules.Validate(request);
        var stack = TextOrNull(request.Stack);
        var language = TextOrNull(request.Language);
        var starter = Starters.For(stack, language);
        var now = timeProvider.UtcNowToTheMillisecond();
        var project = new Project(
            RandomId.Create(),
            user.Id,
            request.Name!.Trim(),
            request.Description?.Trim() ?? "",
            stack ?? Starters.NoStack,
            language ?? starter.Language,
            Forks: 0,
            CreatedAt: now,
            UpdatedAt: now);

        // Files first: a project that is listed has its files. Neither is stopped half way when the client goes away.
        StarterFile[] starterFiles = [Starters.Readme(project.Name, project.Description, starter), .. starter.Files];
        await Task.WhenAll(starterFiles.Select(file => files.WriteTextAsync(
            project.Id, ProjectPath.Parse(file.Path), file.Content, contentType: null, CancellationToken.None)));
        await store.AddProjectAsync(project, CancellationToken.None);
        telemetry.CountProject("created");
        return TypedResults.Created(
            $"/api/v2/projects/{project.Id}",
            new ProjectSavedAnswer("The project was created.", ProjectView.Of(project, ProjectRole.Owner)));
    }

    private static async Task<Ok<ProjectAnswer>> ShowAsync(
        string projectId, CurrentUser user, ProjectGate gate, ProjectFiles files, CancellationToken cancellationToken)
    {
        var (project, role) = await gate.RequireAsync(user, projectId, ProjectRole.Viewer, cancellationToken);
        var listing = await files.ListAsync(project.Id, cancellationToken);
        return TypedResults.Ok(new ProjectAnswer(ProjectView.Of(project, role), listing.Files, listing.Folders));
    }

    private static async Task<Ok<ProjectSavedAnswer>> UpdateAsync(
        string projectId,
        UpdateProjectRequest request,
        CurrentUser user,
        ProjectGate gate,
        IMetadataStore store,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        var (project, role) = await gate.RequireAsync(user, projectId, ProjectRole.Owner, cancellationToken);
        ProjectRules.Validate(request);
        var changed = project with
        {
            Name = request.Name?.Trim() ?? project.Name,
            Description = request.Description?.Trim() ?? project.Description,
            Stack = TextOrNull(request.Stack) ?? project.Stack,
            Language = TextOrNull(request.Language) ?? project.Language,
            UpdatedAt = timeProvider.UtcNowToTheMillisecond(),
        };
        return await store.UpdateProjectAsync(changed, cancellationToken)
            ? TypedResults.Ok(new ProjectSavedAnswer("The project was saved.", ProjectView.Of(changed, role)))
            : throw ProblemException.NotFound("There is no such project.");
    }

    private static async Task<Ok<MessageAnswer>> DeleteAsync(
        string projectId,
        CurrentUser user,
        ProjectGate gate,
        ProjectDeletion deletion,
        ServerTelemetry telemetry,
        CancellationToken cancellationToken)
    {
        var (project, _) = await gate.RequireAsync(user, projectId, ProjectRole.Owner, cancellationToken);
        await deletion.DeleteAsync(project.Id, cancellationToken);
        telemetry.CountProject("deleted");
        return TypedResults.Ok(new MessageAnswer("The project and its files were deleted."));
    }

    private static string? TextOrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
