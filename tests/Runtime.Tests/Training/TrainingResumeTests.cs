using DepthCompress.GraphIR;
using DepthCompress.Runtime.Importance;
using DepthCompress.Runtime.Training;

namespace DepthCompress.Runtime.Tests.Training;

/// <summary>A run that was stopped goes on as if it had not been.</summary>
public sealed class TrainingResumeTests : IDisposable
{
    private const int Steps = 12;

    private static readonly TrainingRecipe Recipe = new()
    {
        Steps = Steps,
        BatchSize = 8,
        Schedule = new() { Peak = 0.03, WarmUp = 2 },
        ClipNorm = 5,
        Mixup = 0.4,
        AverageDecay = 0.6,
        ValidateEvery = 2,
        Patience = 100,
        Threads = 1,
    };

    private readonly DataFolder folder = new();
    private readonly Graph network = TrainingNetworks.Classifier();

    public static TheoryData<int, bool> Stops
    {
        get
        {
            var stops = new TheoryData<int, bool>();
            for (var step = 0; step < Steps - 1; step++)
            {
                stops.Add(step, step % 2 == 0);
            }

            return stops;
        }
    }

    private string Checkpoint => folder["run.checkpoint"];

    public void Dispose() => folder.Dispose();

    [NeedsFact(Need.LibTorch)]
    public void ARunThatStandsStillNowAndThenIsTheSame()
    {
        var pause = new EverySecondStep();
        AssertSame(Train(Request(Recipe)), Train(Request(Recipe) with { Pause = pause }));
        Assert.Equal((Steps, Steps / 2), (pause.Asked, pause.Waits));
    }

    [NeedsFact(Need.LibTorch)]
    public void ARunThatIsStoppedWhileItStandsStillKeepsItsSteps()
    {
        var pause = new EverySecondStep { Last = 3 };
        var stopped = Request(Recipe) with { Checkpoint = Checkpoint, Pause = pause };
        Assert.Throws<OperationCanceledException>(() => Train(stopped));
        Assert.Equal(4, CheckpointFile.Read(Checkpoint)!.State.Step);
        AssertSame(Train(Request(Recipe)), Train(Request(Recipe) with { Checkpoint = Checkpoint }));
    }

    [NeedsTheory(Need.LibTorch)]
    [MemberData(nameof(Stops))]
    public void FromEveryStepTheSameResult(int stop, bool adam)
    {
        var recipe = Recipe with { Optimizer = adam ? new Optimizer.AdamW() : new Optimizer.Sgd() };
        var whole = Train(Request(recipe));

        using var cancellation = new CancellationTokenSource();
        var stopped = Request(recipe, TrainingSamples.CancelAt(stop, cancellation)) with { Checkpoint = Checkpoint };
        Assert.Throws<OperationCanceledException>(() => Train(stopped, cancellation.Token));
        Assert.Equal(stop + 1, CheckpointFile.Read(Checkpoint)!.State.Step);
        var resumed = Train(Request(recipe) with { Checkpoint = Checkpoint });

        AssertSame(whole, resumed);
    }

    [NeedsFact(Need.LibTorch)]
    public void AKilledRunGoesOnFromItsLastCheckpoint()
    {
        var recipe = Recipe with { CheckpointEvery = 5 };
        var whole = Train(Request(recipe));

        // Whoever is killed writes nothing: the file of step 5 is put back.
        var kept = folder["kept"];
        var request = Request(recipe, step => Keep(step, 6, kept)) with { Checkpoint = Checkpoint };
        Train(request);
        File.Copy(kept, Checkpoint, overwrite: true);
        var steps = new List<long>();
        var resumed = Train(Request(recipe, steps.Add) with { Checkpoint = Checkpoint });

        Assert.Equal(5, steps[0]);
        AssertSame(whole, resumed);
    }

    [NeedsFact(Need.LibTorch)]
    public void AFinishedRunIsNotRepeated()
    {
        var first = Train(Request(Recipe) with { Checkpoint = Checkpoint });
        var steps = new List<long>();
        var second = Train(Request(Recipe, steps.Add) with { Checkpoint = Checkpoint });
        Assert.Empty(steps);
        AssertSame(first, second);
        Assert.Equal(0, second.SamplesPerSecond);
    }

    [NeedsFact(Need.LibTorch)]
    public void PatienceIsRemembered()
    {
        var recipe = Recipe with { Patience = 2 };
        double[] script = [0.5, 0.9, 0.8, 0.7];
        using var cancellation = new CancellationTokenSource();
        var stopped = Request(recipe, TrainingSamples.CancelAt(5, cancellation)) with
        {
            Checkpoint = Checkpoint,
            Metric = new ScriptedMetric(script),
        };
        Assert.Throws<OperationCanceledException>(() => Train(stopped, cancellation.Token));

        var resumed = Train(Request(recipe) with { Checkpoint = Checkpoint, Metric = new ScriptedMetric(script[3..]) });

        AssertSame(Train(Request(recipe) with { Metric = new ScriptedMetric(script) }), resumed);
        Assert.Equal((true, 8L, 0.9), (resumed.StoppedEarly, resumed.Steps, resumed.Metric));
        AssertSame(resumed, Train(Request(recipe) with { Checkpoint = Checkpoint, Metric = new ScriptedMetric() }));
    }

    [NeedsFact(Need.LibTorch)]
    public void SettingsThatDoNotMatterMayChange()
    {
        Train(Request(Recipe) with { Checkpoint = Checkpoint });
        var others = Recipe with { CheckpointEvery = 1, Threads = 2, Device = TrainingDevice.Cpu };
        Assert.Equal(Steps, Train(Request(others) with { Checkpoint = Checkpoint }).Steps);
    }

    [NeedsFact(Need.LibTorch)]
    public void TheCheckpointOfAnotherRunIsRefusedAndKept()
    {
        Train(Request(Recipe) with { Checkpoint = Checkpoint });
        var before = File.ReadAllBytes(Checkpoint);
        var request = Request(Recipe with { LabelSmoothing = 0.1 }) with { Checkpoint = Checkpoint };
        var problem = Assert.Throws<DiagnosticException>(() => Train(request)).Diagnostic;
        Assert.Equal(("DC2648", Checkpoint), (problem.Descriptor.Code, problem.File));
        Assert.Equal("the checkpoint belongs to another run; it differs in the recipe", problem.Message);
        Assert.Equal(before, File.ReadAllBytes(Checkpoint));
    }

    [NeedsFact(Need.LibTorch)]
    public void ADamagedCheckpointIsRefusedAndKept()
    {
        File.WriteAllText(Checkpoint, "weights");
        var problem = Assert.Throws<DiagnosticException>(() => Train(Request(Recipe) with { Checkpoint = Checkpoint })).Diagnostic;
        Assert.Equal("DC2647", problem.Descriptor.Code);
        Assert.Equal("weights", File.ReadAllText(Checkpoint));
    }

    [NeedsFact(Need.LibTorch)]
    public void AFailedRunLeavesItsLastCheckpoint()
    {
        var recipe = Recipe with { CheckpointEvery = 1, Schedule = new() { Peak = 1e30, WarmUp = 0 }, ClipNorm = 0 };
        Assert.Throws<DiagnosticException>(() => Train(Request(recipe) with { Checkpoint = Checkpoint }));
        Assert.True(CheckpointFile.Read(Checkpoint)!.State.Step >= 1);
    }

    [NeedsFact(Need.LibTorch)]
    public void SamplesThatFailLoseNoStep()
    {
        var failing = Request(Recipe, step => ThrowIf(step == 7)) with { Checkpoint = Checkpoint };
        Assert.Throws<IOException>(() => Train(failing));
        Assert.Equal(7, CheckpointFile.Read(Checkpoint)!.State.Step);
        AssertSame(Train(Request(Recipe)), Train(Request(Recipe) with { Checkpoint = Checkpoint }));
    }

    private static void ThrowIf(bool isTime)
    {
        if (isTime)
        {
            throw new IOException("the disk is gone");
        }
    }

    private static void AssertSame(TrainingResult expected, TrainingResult actual)
    {
        Assert.True(expected.Graph.HasWeightsOf(actual.Graph));
        Assert.Equal((expected.Steps, expected.Loss, expected.Metric), (actual.Steps, actual.Loss, actual.Metric));
        Assert.Equal(expected.Validations.AsEnumerable(), actual.Validations.AsEnumerable());
    }

    private static TrainingRequest Request(TrainingRecipe recipe, Action<long>? onStep = null) => new()
    {
        Data = TrainingSamples.Images(onStep: onStep),
        Recipe = recipe,
        Validation = TrainingSamples.Images(16).ToValidation(),
        Metric = new LossMetric(),
    };

    private TrainingResult Train(TrainingRequest request, CancellationToken cancellation = default) =>
        new TorchTrainer().Train(network, request, null, cancellation);

    private void Keep(long step, int at, string kept)
    {
        if (step == at)
        {
            File.Copy(Checkpoint, kept);
        }
    }

    private sealed class EverySecondStep : ITrainingPause
    {
        public int Asked { get; private set; }

        public int Waits { get; private set; }

        public int? Last { get; init; }

        public bool IsDue => Asked++ % 2 == 0;

        public void Wait(CancellationToken cancellation)
        {
            if (++Waits == Last)
            {
                throw new OperationCanceledException();
            }
        }
    }
}
