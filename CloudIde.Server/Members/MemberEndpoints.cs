using CloudIde.Server.Accounts;
using CloudIde.Server.Metadata;
using CloudIde.Server.Problems;
using CloudIde.Server.Projects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace CloudIde.Server.Members;

/// <summary>Sharing a project: who has which role in it.</summary>
internal static class MemberEndpoints
{
    /// <summary>Adds what the member routes need.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddMembers(this IServiceCollection services) => services.ConfigureHttpJsonOptions(json =>
        json.SerializerOptions.TypeInfoResolverChain.Insert(0, MembersJsonContext.Default));

    /// <summary>Maps the member routes.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The application.</returns>
    public static IEndpointRouteBuilder MapMembers(this IEndpointRouteBuilder endpoints)
    {
        var members = endpoints.MapGroup("/api/v2/projects/{projectId}/members");
        members.MapGet("/", ListAsync);
        members.MapPost("/", ShareAsync);
        members.MapDelete("/", (
            string projectId, [FromBody] RemoveMemberRequest request, CurrentUser user, ProjectGate gate,
            IMetadataStore store, CancellationToken cancellationToken) =>
            RemoveAsync(projectId, request.Username ?? "", user, gate, store, cancellationToken));
        members.MapDelete("/{member}", RemoveAsync);
        return endpoints;
    }

    private static async Task<Ok<MemberListAnswer>> ListAsync(
        string projectId, CurrentUser user, ProjectGate gate, IMetadataStore store, CancellationToken cancellationToken)
    {
        var (project, _) = await gate.RequireAsync(user, projectId, ProjectRole.Viewer, cancellationToken);
        var owner = await store.FindUserAsync(project.OwnerId, cancellationToken);
        var members = await store.ListMembersAsync(projectId, cancellationToken);
        return TypedResults.Ok(new MemberListAnswer(
        [
            new MemberView(project.OwnerId, owner?.Username ?? "", ProjectRole.Owner.Word()),
            .. members.Select(member => new MemberView(member.UserId, member.Username, member.Role.Word())),
        ]));
    }

    private static async Task<IResult> ShareAsync(
        string projectId,
        ShareRequest request,
        CurrentUser user,
        ProjectGate gate,
        IMetadataStore store,
        CancellationToken cancellationToken)
    {
        var (project, _) = await gate.RequireAsync(user, projectId, ProjectRole.Owner, cancellationToken);
        var login = string.IsNullOrWhiteSpace(request.Username) ? request.Email : request.Username;
        var role = ProjectRoleNames.Parse(request.Role);
        var errors = new FieldErrors();
        errors.AddIfAny("username", string.IsNullOrWhiteSpace(login) ? "The username or the email is missing." : null);
        errors.AddIfAny("role", role is ProjectRole.Viewer or ProjectRole.Editor ? null : "The role must be editor or viewer.");
        errors.ThrowIfAny();

        var member = await store.FindUserByLoginAsync(login!.Trim(), cancellationToken)
            ?? throw ProblemException.NotFound($"There is no user {login}.");
        if (member.Id == project.OwnerId)
        {
            throw ProblemException.Conflict("The owner has every right in the project already.");
        }

        var added = await store.SetMemberAsync(projectId, member.Id, role!.Value, cancellationToken);
        var answer = new MemberSavedAnswer(
            $"The project is shared with {member.Username} as {role.Value.Word()}.",
            new MemberView(member.Id, member.Username, role.Value.Word()));
        return added
            ? TypedResults.Created($"/api/v2/projects/{projectId}/members/{member.Id}", answer)
            : TypedResults.Ok(answer);
    }

    private static async Task<Ok<MessageAnswer>> RemoveAsync(
        string projectId,
        string member,
        CurrentUser user,
        ProjectGate gate,
        IMetadataStore store,
        CancellationToken cancellationToken)
    {
        var (project, role) = await gate.RequireAsync(user, projectId, ProjectRole.Viewer, cancellationToken);
        var target = await store.FindUserByLoginAsync(member, cancellationToken)
            ?? await store.FindUserAsync(member, cancellationToken);

        // Whoever a project was shared with may leave it.
        if (role != ProjectRole.Owner && target?.Id != user.Id)
        {
            throw ProblemException.Forbidden("Only the project's owner can take it from others.");
        }

        if (target?.Id == project.OwnerId)
        {
            throw ProblemException.Conflict("The owner cannot be removed from the project.");
        }

        return target is not null && await store.RemoveMemberAsync(projectId, target.Id, cancellationToken)
            ? TypedResults.Ok(new MessageAnswer($"The project is no longer shared with {target.Username}."))
            : throw ProblemException.NotFound($"The project is not shared with a user {member}.");
    }
}
