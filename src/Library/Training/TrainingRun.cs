using DepthCompress.GraphIR;
using DepthCompress.Passes.Compression;
using DepthCompress.Report;
using DepthCompress.Runtime.Data;

namespace DepthCompress;

/// <summary>Trains one network and writes it: what <c>train</c> does, and <c>finetune</c> where there is no plan.</summary>
internal sealed class TrainingRun(Session session, string path, Settings settings)
{
    /// <summary>The result.</summary>
    public required string Output { get; init; }

    /// <summary>Whether files that exist are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether the network knows something already: other defaults, and perhaps a teacher.</summary>
    public bool FineTunes { get; init; }

    /// <summary>Trains, judges, writes and tells.</summary>
    internal ExitCode Run()
    {
        session.Subject = path;
        var training = settings.Training.Complete(FineTunes);
        var source = settings.Data ?? throw DiagnosticCatalog.MissingSetting.Error(null, "the training images", "--data SOURCE");
        session.Gates?.Expect(GateScope.Level | GateScope.Loss, "a training without a plan");
        session.Files.Reads(path);
        session.Files.WritesModel(Output, Force);
        var model = OnnxReader.Read(path, session.Diagnostics);
        (Graph Graph, string File)? teacher = FineTunes && training.Teacher is { } file
            ? (OnnxReader.Read(file, session.Diagnostics).Graph, file) : null;
        if (settings.Preprocess is null)
        {
            session.Diagnostics.Report(DiagnosticCatalog.NoPreprocessing.At(null));
        }

        var executor = settings.Executor();
        using var ending = executor as IDisposable;
        var splits = TrainingSplit.Divide(source, session.Diagnostics);
        var images = TrainingImages.Open(model, settings, training, splits, 0, executor);
        var state = TrainingState.For(session, settings, training, model.Digest!);
        var journal = new TrainingJournal(session.Trainer(), state) { Teacher = teacher };
        var result = Train(journal, state, model.Graph, teacher?.Graph, images, training);
        var quality = Judge(executor, model.Graph, result.Graph, teacher?.Graph, splits);
        OnnxWriter.Write(model with { Graph = result.Graph }, Output, new OnnxWriteOptions
        {
            Force = Force,
            Provenance = Provenance.Entry(FineTunes ? "finetune" : "train", model.Digest!),
            Metadata = TrainingMetadata.Of(settings with { Training = training }, model.Digest!, journal.Facts!, quality),
        });
        state.Delete();
        Tell(training, journal.Facts!, quality);
        return ExitCode.Done;
    }

    private TrainingResult Train(TrainingJournal journal, TrainingState state, Graph graph, Graph? teacher, TrainingImages images,
        TrainingSettings training)
    {
        var request = new TrainingRequest
        {
            Data = images.Data,
            Recipe = training.Recipe(1, settings.Seed!.Value),
            Teacher = teacher is null ? null : images.Imitate(teacher, training),
            Validation = images.Validation,
            Metric = images.Metric,
            Checkpoint = state.Path,
        };
        return session.WithProgress(progress => progress.Stage("train", rows =>
        {
            var steps = new StepClock(journal, TimeProvider.System).StepsFor(training.Budget(), graph, request, session.Cancellation);
            return journal.Train(graph, request with { Recipe = training.Recipe(steps, settings.Seed!.Value) },
                rows.OfTraining(images.Metric?.Name), session.Cancellation);
        }));
    }

    /// <summary>The network before and after on the test images; null where nothing can be said of it.</summary>
    private TrainedQuality? Judge(IGraphExecutor executor, Graph before, Graph after, Graph? teacher, DataSplits splits)
    {
        var images = new ModelImages(before, settings);
        var test = images.Batch(settings.TestData is null ? splits.Test : DataSources.Open(settings.TestData, session.Diagnostics));
        var choice = images.ChooseMetrics(executor, images.Stream(test));
        if (choice.OfTraining is null && teacher is null)
        {
            return null;
        }

        // Likeness is that to the teacher, where there is one.
        ImmutableArray<Graph> networks = teacher is null ? [before, after] : [teacher, before, after];
        var evaluation = session.WithProgress(progress => progress.Stage("evaluate", rows => Evaluation.Run(executor, networks,
            images.Stream(test), choice.ForEvaluation(teacher is null ? 1 : 2), rows, session.Cancellation)));
        return new TrainedQuality(evaluation, networks.Length - 2, networks.Length - 1, ModelImages.NameOf(test));
    }

    private void Tell(TrainingSettings training, TrainingFacts facts, TrainedQuality? quality) => session.Deliver(
        json =>
        {
            json.WriteStartObject();
            json.WriteString("schema", FineTunes ? "depthcompress/finetune/1" : "depthcompress/train/1");
            json.WriteString("version", ToolVersion.Text);
            json.WriteString("model", path);
            json.WriteString("output", Output);
            quality?.WriteTo(json);
            TrainingJson.Write("training", facts, json);
            json.WritePropertyName("configuration");
            (settings with { Training = training }).ToJson().WriteTo(json);
            json.WriteEndObject();
        },
        () =>
        {
            foreach (var line in TrainingText.Lines(facts))
            {
                session.Say(line);
            }

            quality?.Tell(session);
            session.Say($"written: {Output}");
        });
}
