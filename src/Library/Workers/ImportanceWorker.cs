using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Passes.Planning;

namespace DepthCompress;

/// <summary>
/// The inside of a worker process: settings in the first line of its input, then one order a line, the candidates whose rows it is to find.
/// It ends with its input, also in the middle of an order: when whoever gave it is gone, nobody waits for the rows.
/// </summary>
internal sealed class ImportanceWorker(string path, Session session)
{
    private readonly BlockingCollection<string> orders = [];

    /// <summary>Works until the input ends.</summary>
    internal ExitCode Run()
    {
        var input = session.Surroundings.Input();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(session.Cancellation);
        var settings = SettingsFile.Of(JsonNode.Parse(input.ReadLine() ?? "{}")!.AsObject(), path).Over(Settings.Defaults);
        Task.Factory.StartNew(() => Listen(input, stop), session.Cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            using var workflow = new Workflow(path, settings, session);
            Work(new ImportanceWork(workflow), workflow, stop.Token);
            return ExitCode.Done;
        }
        catch (DiagnosticException problem)
        {
            Say(new(WorkerMessage.Error, problem.Message, problem.Diagnostic.Descriptor.Code));
            return ExitCodes.Of(problem.Diagnostic.Descriptor);
        }
    }

    private void Listen(TextReader input, CancellationTokenSource stop)
    {
        while (input.ReadLine() is { } line)
        {
            orders.Add(line);
        }

        try
        {
            stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The work ended before its orders did.
        }

        orders.CompleteAdding();
    }

    private void Work(ImportanceWork work, Workflow workflow, CancellationToken cancellation)
    {
        var known = work.Source.RowsFor(workflow.Candidates).DistinctBy(TextOf).ToDictionary(TextOf);
        var progress = new DirectProgress<RunProgress>(row => Say(new(WorkerMessage.About, row.What)));
        Say(new(WorkerMessage.Ready));
        foreach (var order in orders.GetConsumingEnumerable(session.Cancellation))
        {
            var texts = JsonSerializer.Deserialize(order, WorkerJson.Default.StringArray)!;
            work.Source.Run([.. texts.Select(text => known[text])], progress, cancellation);
            Say(new(WorkerMessage.Done));
        }

        string TextOf(Candidate candidate) => CandidateText.Of(workflow.Chains[candidate.Chain], candidate);
    }

    private void Say(WorkerMessage message)
    {
        session.Output.WriteLine(JsonSerializer.Serialize(message, WorkerJson.Default.WorkerMessage));
        session.Output.Flush();
    }
}
