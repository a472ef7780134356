
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'daprk' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'daprk'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'daprk' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('uninstall', 'uninstall', [CompletionResultType]::ParameterValue, 'Remove Dapr')
            [CompletionResult]::new('deploy', 'deploy', [CompletionResultType]::ParameterValue, 'Run an application, and wait until it is healthy')
            [CompletionResult]::new('undeploy', 'undeploy', [CompletionResultType]::ParameterValue, 'Remove an application that `daprk deploy` runs')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run the applications of a multi-app file, and follow what they say')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Remove the applications that `daprk run` runs')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the health of Dapr''s services')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Find out what is wrong with Dapr, its components and applications')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Find out what is wrong with Dapr, its components and applications')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the applications that have a Dapr sidecar')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Print the logs of an application or of its sidecar')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'Show what there is, and what calls, reads and writes what')
            [CompletionResult]::new('follow', 'follow', [CompletionResultType]::ParameterValue, 'Follow one request through an application, hop by hop')
            [CompletionResult]::new('dashboard', 'dashboard', [CompletionResultType]::ParameterValue, 'Show the live picture as a page in your browser')
            [CompletionResult]::new('invoke', 'invoke', [CompletionResultType]::ParameterValue, 'Call a method of an application, as another application would')
            [CompletionResult]::new('publish', 'publish', [CompletionResultType]::ParameterValue, 'Publish an event to a topic, in the name of an application')
            [CompletionResult]::new('state', 'state', [CompletionResultType]::ParameterValue, 'Look at what an application keeps in its state store')
            [CompletionResult]::new('forward', 'forward', [CompletionResultType]::ParameterValue, 'Open a port of this machine that leads to an application')
            [CompletionResult]::new('tutorial', 'tutorial', [CompletionResultType]::ParameterValue, 'Learn Dapr step by step, on the sandbox or on a cluster')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what `init`, `upgrade` or `deploy` would change')
            [CompletionResult]::new('template', 'template', [CompletionResultType]::ParameterValue, 'Print the manifests that would be applied')
            [CompletionResult]::new('images', 'images', [CompletionResultType]::ParameterValue, 'List the container images that are needed')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Run a Kubernetes on this machine, for learning')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Print the versions of daprk and of Dapr')
            [CompletionResult]::new('completion', 'completion', [CompletionResultType]::ParameterValue, 'Print the script that makes a shell complete daprk')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Install Dapr, and wait until it is healthy')
            [CompletionResult]::new('upgrade', 'upgrade', [CompletionResultType]::ParameterValue, 'Bring an installed Dapr to another version or other values')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'daprk;uninstall' {
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until it is done and healthy [default: true]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Also the resource definitions: deletes every Dapr component')
            [CompletionResult]::new('--purge-data', '--purge-data', [CompletionResultType]::ParameterName, 'Also the volumes with the scheduler''s and Redis'' data')
            [CompletionResult]::new('--dev', '--dev', [CompletionResultType]::ParameterName, 'Also what `init --dev` added')
            [CompletionResult]::new('--no-wait', '--no-wait', [CompletionResultType]::ParameterName, 'Return as soon as the cluster has accepted it')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;deploy' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Manifests: a file, a directory, a URL or - (repeatable)')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Manifests: a file, a directory, a URL or - (repeatable)')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name to remember the manifests by')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Run another image (repeatable)')
            [CompletionResult]::new('--replicas', '--replicas', [CompletionResultType]::ParameterName, 'Number of pods of an app (repeatable)')
            [CompletionResult]::new('--state-store', '--state-store', [CompletionResultType]::ParameterName, 'Name of the state store component')
            [CompletionResult]::new('--image-registry', '--image-registry', [CompletionResultType]::ParameterName, 'Registry of its images, as in REGISTRY/redis:7.0')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'Values file, or - (repeatable; the last wins)')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set values: key=value,list={a,b} (repeatable)')
            [CompletionResult]::new('--set-string', '--set-string', [CompletionResultType]::ParameterName, 'As --set, but the value is always text')
            [CompletionResult]::new('--set-file', '--set-file', [CompletionResultType]::ParameterName, 'As --set, but the value is read from a file')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until it is done and healthy [default: true]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-wait', '--no-wait', [CompletionResultType]::ParameterName, 'Return as soon as the cluster has accepted it')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;undeploy' {
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until it is done and healthy [default: true]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-wait', '--no-wait', [CompletionResultType]::ParameterName, 'Return as soon as the cluster has accepted it')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;run' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Multi-app file, or the folder of a dapr.yaml')
            [CompletionResult]::new('--run-file', '--run-file', [CompletionResultType]::ParameterName, 'Multi-app file, or the folder of a dapr.yaml')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until it is done and healthy [default: true]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--detach', '--detach', [CompletionResultType]::ParameterName, 'Let them run, and follow nothing')
            [CompletionResult]::new('--no-wait', '--no-wait', [CompletionResultType]::ParameterName, 'Return as soon as the cluster has accepted it')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;stop' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Multi-app file, or the folder of a dapr.yaml')
            [CompletionResult]::new('--run-file', '--run-file', [CompletionResultType]::ParameterName, 'Multi-app file, or the folder of a dapr.yaml')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until it is done and healthy [default: true]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-wait', '--no-wait', [CompletionResultType]::ParameterName, 'Return as soon as the cluster has accepted it')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;status' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Go on showing it as it changes')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Go on showing it as it changes')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;check' {
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Only what concerns this application, by its Dapr app id')
            [CompletionResult]::new('--app', '--app', [CompletionResultType]::ParameterName, 'Only what concerns this application, by its Dapr app id')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only this check or group; may be repeated')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Without this check or group; may be repeated')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'In every namespace (the default without -n)')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'In every namespace (the default without -n)')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List the checks, and look at nothing')
            [CompletionResult]::new('--pre', '--pre', [CompletionResultType]::ParameterName, 'Look whether Dapr can be installed')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;doctor' {
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Only what concerns this application, by its Dapr app id')
            [CompletionResult]::new('--app', '--app', [CompletionResultType]::ParameterName, 'Only what concerns this application, by its Dapr app id')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only this check or group; may be repeated')
            [CompletionResult]::new('--skip', '--skip', [CompletionResultType]::ParameterName, 'Without this check or group; may be repeated')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'In every namespace (the default without -n)')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'In every namespace (the default without -n)')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List the checks, and look at nothing')
            [CompletionResult]::new('--pre', '--pre', [CompletionResultType]::ParameterName, 'Look whether Dapr can be installed')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;list' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'In every namespace (the default without -n)')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'In every namespace (the default without -n)')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;logs' {
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Application, by its Dapr app id')
            [CompletionResult]::new('--app-id', '--app-id', [CompletionResultType]::ParameterName, 'Application, by its Dapr app id')
            [CompletionResult]::new('-c', '-c', [CompletionResultType]::ParameterName, 'daprd, app, all, or a container [default: daprd]')
            [CompletionResult]::new('--container', '--container', [CompletionResultType]::ParameterName, 'daprd, app, all, or a container [default: daprd]')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Only this pod')
            [CompletionResult]::new('--pod-name', '--pod-name', [CompletionResultType]::ParameterName, 'Only this pod')
            [CompletionResult]::new('--tail', '--tail', [CompletionResultType]::ParameterName, 'Only the last N lines of each container')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what is younger than this: 90s, 10m, 2h')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on with new lines, and with new pods')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on with new lines, and with new pods')
            [CompletionResult]::new('--previous', '--previous', [CompletionResultType]::ParameterName, 'Of the container before its last restart')
            [CompletionResult]::new('--timestamps', '--timestamps', [CompletionResultType]::ParameterName, 'Put the time before each line')
            [CompletionResult]::new('--no-prefix', '--no-prefix', [CompletionResultType]::ParameterName, 'Leave the pod''s name out')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;graph' {
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'app, data-path, injection, control-plane or all')
            [CompletionResult]::new('--focus', '--focus', [CompletionResultType]::ParameterName, 'Only what is near this application or resource')
            [CompletionResult]::new('--hops', '--hops', [CompletionResultType]::ParameterName, 'How far from it')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Of manifests: a file, a folder, `-` or an address; no cluster is asked')
            [CompletionResult]::new('--filename', '--filename', [CompletionResultType]::ParameterName, 'Of manifests: a file, a folder, `-` or an address; no cluster is asked')
            [CompletionResult]::new('--window', '--window', [CompletionResultType]::ParameterName, 'Look twice, this far apart: rates in place of sums')
            [CompletionResult]::new('--record', '--record', [CompletionResultType]::ParameterName, 'Keep what was seen in a file')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Show what such a file has kept; no cluster is asked')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'In every namespace')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'In every namespace')
            [CompletionResult]::new('--diff', '--diff', [CompletionResultType]::ParameterName, 'What would come and go: with -f if these manifests were applied, with --from since that file')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Go on showing it as it changes')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Go on showing it as it changes')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Fail (exit 1) where something is wrong')
            [CompletionResult]::new('--tour', '--tour', [CompletionResultType]::ParameterName, 'Be led through it: what each part is for, ticked by how the cluster is')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;follow' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Go on with the requests that come after it')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Go on with the requests that come after it')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;dashboard' {
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Port of 127.0.0.1 [default: any free one]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port of 127.0.0.1 [default: any free one]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-A', '-A ', [CompletionResultType]::ParameterName, 'In every namespace')
            [CompletionResult]::new('--all-namespaces', '--all-namespaces', [CompletionResultType]::ParameterName, 'In every namespace')
            [CompletionResult]::new('--open', '--open', [CompletionResultType]::ParameterName, 'Open the link in your browser, too')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;invoke' {
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Application, by its Dapr app id')
            [CompletionResult]::new('--app-id', '--app-id', [CompletionResultType]::ParameterName, 'Application, by its Dapr app id')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Path that is called, with its query: order, items/7?all=1')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'Path that is called, with its query: order, items/7?all=1')
            [CompletionResult]::new('--verb', '--verb', [CompletionResultType]::ParameterName, 'HTTP method')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'What to send: ''{"orderId": 1}''')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'What to send: ''{"orderId": 1}''')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Send what is in this file; - is standard input')
            [CompletionResult]::new('--data-file', '--data-file', [CompletionResultType]::ParameterName, 'Send what is in this file; - is standard input')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;publish' {
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Application that publishes, by its Dapr app id')
            [CompletionResult]::new('-i', '-i', [CompletionResultType]::ParameterName, 'Application that publishes, by its Dapr app id')
            [CompletionResult]::new('--app-id', '--app-id', [CompletionResultType]::ParameterName, 'Application that publishes, by its Dapr app id')
            [CompletionResult]::new('--publish-app-id', '--publish-app-id', [CompletionResultType]::ParameterName, 'Application that publishes, by its Dapr app id')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'Name of the pub/sub component')
            [CompletionResult]::new('--pubsub', '--pubsub', [CompletionResultType]::ParameterName, 'Name of the pub/sub component')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Topic')
            [CompletionResult]::new('--topic', '--topic', [CompletionResultType]::ParameterName, 'Topic')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'Metadata for the component, as JSON: ''{"ttlInSeconds": "60"}''')
            [CompletionResult]::new('--metadata', '--metadata', [CompletionResultType]::ParameterName, 'Metadata for the component, as JSON: ''{"ttlInSeconds": "60"}''')
            [CompletionResult]::new('-d', '-d', [CompletionResultType]::ParameterName, 'What to send: ''{"orderId": 1}''')
            [CompletionResult]::new('--data', '--data', [CompletionResultType]::ParameterName, 'What to send: ''{"orderId": 1}''')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Send what is in this file; - is standard input')
            [CompletionResult]::new('--data-file', '--data-file', [CompletionResultType]::ParameterName, 'Send what is in this file; - is standard input')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;state' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of a key')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'List an application''s keys, with their values, as the store itself has them')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'daprk;state;get' {
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Name of the state store [default: the only one that the application has]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Name of the state store [default: the only one that the application has]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;state;keys' {
            [CompletionResult]::new('-s', '-s', [CompletionResultType]::ParameterName, 'Name of the state store [default: the only one that the application has]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Name of the state store [default: the only one that the application has]')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;state;help' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of a key')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'List an application''s keys, with their values, as the store itself has them')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'daprk;state;help;get' {
            break
        }
        'daprk;state;help;keys' {
            break
        }
        'daprk;state;help;help' {
            break
        }
        'daprk;forward' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;tutorial' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List them, with how long they take and how far you are')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print a tutorial: its chapters, its steps and their commands')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Go through a tutorial; it goes on where it was left')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Take back everything that a tutorial made, and nothing else')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Look for mistakes in the file of a tutorial')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'daprk;tutorial;list' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;tutorial;show' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Folder of a tutorial of your own: it has a tutorial.md')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;tutorial;run' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Folder of a tutorial of your own: it has a tutorial.md')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Begin with this step: its number or its heading')
            [CompletionResult]::new('--image-registry', '--image-registry', [CompletionResultType]::ParameterName, 'Registry of the images that its applications run in, as in REGISTRY/redis:7.0')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--auto', '--auto', [CompletionResultType]::ParameterName, 'Ask nobody; succeed only if everything that is checked holds')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;tutorial;reset' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Folder of a tutorial of your own: it has a tutorial.md')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;tutorial;lint' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Folder of a tutorial of your own: it has a tutorial.md')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;tutorial;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List them, with how long they take and how far you are')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print a tutorial: its chapters, its steps and their commands')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Go through a tutorial; it goes on where it was left')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Take back everything that a tutorial made, and nothing else')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Look for mistakes in the file of a tutorial')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'daprk;tutorial;help;list' {
            break
        }
        'daprk;tutorial;help;show' {
            break
        }
        'daprk;tutorial;help;run' {
            break
        }
        'daprk;tutorial;help;reset' {
            break
        }
        'daprk;tutorial;help;lint' {
            break
        }
        'daprk;tutorial;help;help' {
            break
        }
        'daprk;diff' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Manifests: a file, a directory, a URL or - (repeatable)')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'Manifests: a file, a directory, a URL or - (repeatable)')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'Name to remember the manifests by')
            [CompletionResult]::new('--runtime-version', '--runtime-version', [CompletionResultType]::ParameterName, 'Version of Dapr: latest, 1.18.3 … [default: latest]')
            [CompletionResult]::new('--enable-mtls', '--enable-mtls', [CompletionResultType]::ParameterName, 'Mutual TLS between sidecars [default: true]')
            [CompletionResult]::new('--enable-ha', '--enable-ha', [CompletionResultType]::ParameterName, 'Three replicas of each service [default: false]')
            [CompletionResult]::new('--image-registry', '--image-registry', [CompletionResultType]::ParameterName, 'Registry to pull from, as in REGISTRY/operator:1.18.3')
            [CompletionResult]::new('--image-variant', '--image-variant', [CompletionResultType]::ParameterName, 'Variant of the images: mariner, or default')
            [CompletionResult]::new('--ca-root-certificate', '--ca-root-certificate', [CompletionResultType]::ParameterName, 'Root certificate (PEM), with both --issuer-… files')
            [CompletionResult]::new('--issuer-private-key', '--issuer-private-key', [CompletionResultType]::ParameterName, 'Private key of the issuer (PEM)')
            [CompletionResult]::new('--issuer-public-certificate', '--issuer-public-certificate', [CompletionResultType]::ParameterName, 'Certificate of the issuer (PEM)')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Run another image (repeatable)')
            [CompletionResult]::new('--replicas', '--replicas', [CompletionResultType]::ParameterName, 'Number of pods of an app (repeatable)')
            [CompletionResult]::new('--state-store', '--state-store', [CompletionResultType]::ParameterName, 'Name of the state store component')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'Values file, or - (repeatable; the last wins)')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set values: key=value,list={a,b} (repeatable)')
            [CompletionResult]::new('--set-string', '--set-string', [CompletionResultType]::ParameterName, 'As --set, but the value is always text')
            [CompletionResult]::new('--set-file', '--set-file', [CompletionResultType]::ParameterName, 'As --set, but the value is read from a file')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;template' {
            [CompletionResult]::new('--runtime-version', '--runtime-version', [CompletionResultType]::ParameterName, 'Version of Dapr: latest, 1.18.3 … [default: latest]')
            [CompletionResult]::new('--enable-mtls', '--enable-mtls', [CompletionResultType]::ParameterName, 'Mutual TLS between sidecars [default: true]')
            [CompletionResult]::new('--enable-ha', '--enable-ha', [CompletionResultType]::ParameterName, 'Three replicas of each service [default: false]')
            [CompletionResult]::new('--image-registry', '--image-registry', [CompletionResultType]::ParameterName, 'Registry to pull from, as in REGISTRY/operator:1.18.3')
            [CompletionResult]::new('--image-variant', '--image-variant', [CompletionResultType]::ParameterName, 'Variant of the images: mariner, or default')
            [CompletionResult]::new('--ca-root-certificate', '--ca-root-certificate', [CompletionResultType]::ParameterName, 'Root certificate (PEM), with both --issuer-… files')
            [CompletionResult]::new('--issuer-private-key', '--issuer-private-key', [CompletionResultType]::ParameterName, 'Private key of the issuer (PEM)')
            [CompletionResult]::new('--issuer-public-certificate', '--issuer-public-certificate', [CompletionResultType]::ParameterName, 'Certificate of the issuer (PEM)')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Run another image (repeatable)')
            [CompletionResult]::new('--replicas', '--replicas', [CompletionResultType]::ParameterName, 'Number of pods of an app (repeatable)')
            [CompletionResult]::new('--state-store', '--state-store', [CompletionResultType]::ParameterName, 'Name of the state store component')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'Values file, or - (repeatable; the last wins)')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set values: key=value,list={a,b} (repeatable)')
            [CompletionResult]::new('--set-string', '--set-string', [CompletionResultType]::ParameterName, 'As --set, but the value is always text')
            [CompletionResult]::new('--set-file', '--set-file', [CompletionResultType]::ParameterName, 'As --set, but the value is read from a file')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--skip-crds', '--skip-crds', [CompletionResultType]::ParameterName, 'Without the resource definitions')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;images' {
            [CompletionResult]::new('--runtime-version', '--runtime-version', [CompletionResultType]::ParameterName, 'Version of Dapr: latest, 1.18.3 … [default: latest]')
            [CompletionResult]::new('--enable-mtls', '--enable-mtls', [CompletionResultType]::ParameterName, 'Mutual TLS between sidecars [default: true]')
            [CompletionResult]::new('--enable-ha', '--enable-ha', [CompletionResultType]::ParameterName, 'Three replicas of each service [default: false]')
            [CompletionResult]::new('--image-registry', '--image-registry', [CompletionResultType]::ParameterName, 'Registry to pull from, as in REGISTRY/operator:1.18.3')
            [CompletionResult]::new('--image-variant', '--image-variant', [CompletionResultType]::ParameterName, 'Variant of the images: mariner, or default')
            [CompletionResult]::new('--ca-root-certificate', '--ca-root-certificate', [CompletionResultType]::ParameterName, 'Root certificate (PEM), with both --issuer-… files')
            [CompletionResult]::new('--issuer-private-key', '--issuer-private-key', [CompletionResultType]::ParameterName, 'Private key of the issuer (PEM)')
            [CompletionResult]::new('--issuer-public-certificate', '--issuer-public-certificate', [CompletionResultType]::ParameterName, 'Certificate of the issuer (PEM)')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'Values file, or - (repeatable; the last wins)')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set values: key=value,list={a,b} (repeatable)')
            [CompletionResult]::new('--set-string', '--set-string', [CompletionResultType]::ParameterName, 'As --set, but the value is always text')
            [CompletionResult]::new('--set-file', '--set-file', [CompletionResultType]::ParameterName, 'As --set, but the value is read from a file')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;sandbox' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start it in the background, with everything that ran in it')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop it and the programs that run in it; what it stores stays')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show its address, what runs in it, and what of that is real')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Stop it and remove all that it stores')
            [CompletionResult]::new('kubeconfig', 'kubeconfig', [CompletionResultType]::ParameterValue, 'Print the line that makes kubectl and helm use it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'daprk;sandbox;start' {
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'Run this command for an image: web=/usr/bin/webserver')
            [CompletionResult]::new('--daprd', '--daprd', [CompletionResultType]::ParameterName, 'Sidecar of the sandbox: a real daprd''s path, auto or built-in')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--foreground', '--foreground', [CompletionResultType]::ParameterName, 'Stay in the foreground until Ctrl-C')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;sandbox;stop' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;sandbox;status' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;sandbox;reset' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;sandbox;kubeconfig' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;sandbox;help' {
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start it in the background, with everything that ran in it')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop it and the programs that run in it; what it stores stays')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show its address, what runs in it, and what of that is real')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Stop it and remove all that it stores')
            [CompletionResult]::new('kubeconfig', 'kubeconfig', [CompletionResultType]::ParameterValue, 'Print the line that makes kubectl and helm use it')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'daprk;sandbox;help;start' {
            break
        }
        'daprk;sandbox;help;stop' {
            break
        }
        'daprk;sandbox;help;status' {
            break
        }
        'daprk;sandbox;help;reset' {
            break
        }
        'daprk;sandbox;help;kubeconfig' {
            break
        }
        'daprk;sandbox;help;help' {
            break
        }
        'daprk;version' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;completion' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;init' {
            [CompletionResult]::new('--daprd', '--daprd', [CompletionResultType]::ParameterName, 'Sidecar of the sandbox: a real daprd''s path, auto or built-in')
            [CompletionResult]::new('--runtime-version', '--runtime-version', [CompletionResultType]::ParameterName, 'Version of Dapr: latest, 1.18.3 … [default: latest]')
            [CompletionResult]::new('--enable-mtls', '--enable-mtls', [CompletionResultType]::ParameterName, 'Mutual TLS between sidecars [default: true]')
            [CompletionResult]::new('--enable-ha', '--enable-ha', [CompletionResultType]::ParameterName, 'Three replicas of each service [default: false]')
            [CompletionResult]::new('--image-registry', '--image-registry', [CompletionResultType]::ParameterName, 'Registry to pull from, as in REGISTRY/operator:1.18.3')
            [CompletionResult]::new('--image-variant', '--image-variant', [CompletionResultType]::ParameterName, 'Variant of the images: mariner, or default')
            [CompletionResult]::new('--ca-root-certificate', '--ca-root-certificate', [CompletionResultType]::ParameterName, 'Root certificate (PEM), with both --issuer-… files')
            [CompletionResult]::new('--issuer-private-key', '--issuer-private-key', [CompletionResultType]::ParameterName, 'Private key of the issuer (PEM)')
            [CompletionResult]::new('--issuer-public-certificate', '--issuer-public-certificate', [CompletionResultType]::ParameterName, 'Certificate of the issuer (PEM)')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set values: key=value,list={a,b} (repeatable)')
            [CompletionResult]::new('--set-string', '--set-string', [CompletionResultType]::ParameterName, 'As --set, but the value is always text')
            [CompletionResult]::new('--set-file', '--set-file', [CompletionResultType]::ParameterName, 'As --set, but the value is read from a file')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until it is done and healthy [default: true]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Values file, or - (repeatable; the last wins)')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'Values file, or - (repeatable; the last wins)')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--dev', '--dev', [CompletionResultType]::ParameterName, 'Also Redis, Zipkin and the components that use them')
            [CompletionResult]::new('--no-wait', '--no-wait', [CompletionResultType]::ParameterName, 'Return as soon as the cluster has accepted it')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;upgrade' {
            [CompletionResult]::new('--runtime-version', '--runtime-version', [CompletionResultType]::ParameterName, 'Version of Dapr: latest, 1.18.3 … [default: latest]')
            [CompletionResult]::new('--enable-mtls', '--enable-mtls', [CompletionResultType]::ParameterName, 'Mutual TLS between sidecars [default: true]')
            [CompletionResult]::new('--enable-ha', '--enable-ha', [CompletionResultType]::ParameterName, 'Three replicas of each service [default: false]')
            [CompletionResult]::new('--image-registry', '--image-registry', [CompletionResultType]::ParameterName, 'Registry to pull from, as in REGISTRY/operator:1.18.3')
            [CompletionResult]::new('--image-variant', '--image-variant', [CompletionResultType]::ParameterName, 'Variant of the images: mariner, or default')
            [CompletionResult]::new('--ca-root-certificate', '--ca-root-certificate', [CompletionResultType]::ParameterName, 'Root certificate (PEM), with both --issuer-… files')
            [CompletionResult]::new('--issuer-private-key', '--issuer-private-key', [CompletionResultType]::ParameterName, 'Private key of the issuer (PEM)')
            [CompletionResult]::new('--issuer-public-certificate', '--issuer-public-certificate', [CompletionResultType]::ParameterName, 'Certificate of the issuer (PEM)')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Set values: key=value,list={a,b} (repeatable)')
            [CompletionResult]::new('--set-string', '--set-string', [CompletionResultType]::ParameterName, 'As --set, but the value is always text')
            [CompletionResult]::new('--set-file', '--set-file', [CompletionResultType]::ParameterName, 'As --set, but the value is read from a file')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Wait until it is done and healthy [default: true]')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Values file, or - (repeatable; the last wins)')
            [CompletionResult]::new('--values', '--values', [CompletionResultType]::ParameterName, 'Values file, or - (repeatable; the last wins)')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Kube context [default: the current one]')
            [CompletionResult]::new('--kubeconfig', '--kubeconfig', [CompletionResultType]::ParameterName, 'Kubeconfig file [default: as for kubectl]')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--namespace', '--namespace', [CompletionResultType]::ParameterName, 'Namespace of Dapr, or of the application')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this: 90s, 5m, 1h30m [default: 5m]')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'table, wide, json, yaml or name [default: table]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour: auto, always or never [default: auto]')
            [CompletionResult]::new('--no-wait', '--no-wait', [CompletionResultType]::ParameterName, 'Return as soon as the cluster has accepted it')
            [CompletionResult]::new('-k', '-k', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--kubernetes', '--kubernetes', [CompletionResultType]::ParameterName, 'Work on the cluster of the kube context')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and do nothing')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer yes to every question')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print results and errors only')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Say more; -vv shows each request to the cluster')
            [CompletionResult]::new('--no-progress', '--no-progress', [CompletionResultType]::ParameterName, 'Plain lines in place of moving ones')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'daprk;help' {
            [CompletionResult]::new('uninstall', 'uninstall', [CompletionResultType]::ParameterValue, 'Remove Dapr')
            [CompletionResult]::new('deploy', 'deploy', [CompletionResultType]::ParameterValue, 'Run an application, and wait until it is healthy')
            [CompletionResult]::new('undeploy', 'undeploy', [CompletionResultType]::ParameterValue, 'Remove an application that `daprk deploy` runs')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run the applications of a multi-app file, and follow what they say')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Remove the applications that `daprk run` runs')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the health of Dapr''s services')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Find out what is wrong with Dapr, its components and applications')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the applications that have a Dapr sidecar')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Print the logs of an application or of its sidecar')
            [CompletionResult]::new('graph', 'graph', [CompletionResultType]::ParameterValue, 'Show what there is, and what calls, reads and writes what')
            [CompletionResult]::new('follow', 'follow', [CompletionResultType]::ParameterValue, 'Follow one request through an application, hop by hop')
            [CompletionResult]::new('dashboard', 'dashboard', [CompletionResultType]::ParameterValue, 'Show the live picture as a page in your browser')
            [CompletionResult]::new('invoke', 'invoke', [CompletionResultType]::ParameterValue, 'Call a method of an application, as another application would')
            [CompletionResult]::new('publish', 'publish', [CompletionResultType]::ParameterValue, 'Publish an event to a topic, in the name of an application')
            [CompletionResult]::new('state', 'state', [CompletionResultType]::ParameterValue, 'Look at what an application keeps in its state store')
            [CompletionResult]::new('forward', 'forward', [CompletionResultType]::ParameterValue, 'Open a port of this machine that leads to an application')
            [CompletionResult]::new('tutorial', 'tutorial', [CompletionResultType]::ParameterValue, 'Learn Dapr step by step, on the sandbox or on a cluster')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show what `init`, `upgrade` or `deploy` would change')
            [CompletionResult]::new('template', 'template', [CompletionResultType]::ParameterValue, 'Print the manifests that would be applied')
            [CompletionResult]::new('images', 'images', [CompletionResultType]::ParameterValue, 'List the container images that are needed')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Run a Kubernetes on this machine, for learning')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Print the versions of daprk and of Dapr')
            [CompletionResult]::new('completion', 'completion', [CompletionResultType]::ParameterValue, 'Print the script that makes a shell complete daprk')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Install Dapr, and wait until it is healthy')
            [CompletionResult]::new('upgrade', 'upgrade', [CompletionResultType]::ParameterValue, 'Bring an installed Dapr to another version or other values')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'daprk;help;uninstall' {
            break
        }
        'daprk;help;deploy' {
            break
        }
        'daprk;help;undeploy' {
            break
        }
        'daprk;help;run' {
            break
        }
        'daprk;help;stop' {
            break
        }
        'daprk;help;status' {
            break
        }
        'daprk;help;check' {
            break
        }
        'daprk;help;list' {
            break
        }
        'daprk;help;logs' {
            break
        }
        'daprk;help;graph' {
            break
        }
        'daprk;help;follow' {
            break
        }
        'daprk;help;dashboard' {
            break
        }
        'daprk;help;invoke' {
            break
        }
        'daprk;help;publish' {
            break
        }
        'daprk;help;state' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print the value of a key')
            [CompletionResult]::new('keys', 'keys', [CompletionResultType]::ParameterValue, 'List an application''s keys, with their values, as the store itself has them')
            break
        }
        'daprk;help;state;get' {
            break
        }
        'daprk;help;state;keys' {
            break
        }
        'daprk;help;forward' {
            break
        }
        'daprk;help;tutorial' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List them, with how long they take and how far you are')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Print a tutorial: its chapters, its steps and their commands')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Go through a tutorial; it goes on where it was left')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Take back everything that a tutorial made, and nothing else')
            [CompletionResult]::new('lint', 'lint', [CompletionResultType]::ParameterValue, 'Look for mistakes in the file of a tutorial')
            break
        }
        'daprk;help;tutorial;list' {
            break
        }
        'daprk;help;tutorial;show' {
            break
        }
        'daprk;help;tutorial;run' {
            break
        }
        'daprk;help;tutorial;reset' {
            break
        }
        'daprk;help;tutorial;lint' {
            break
        }
        'daprk;help;diff' {
            break
        }
        'daprk;help;template' {
            break
        }
        'daprk;help;images' {
            break
        }
        'daprk;help;sandbox' {
            [CompletionResult]::new('start', 'start', [CompletionResultType]::ParameterValue, 'Start it in the background, with everything that ran in it')
            [CompletionResult]::new('stop', 'stop', [CompletionResultType]::ParameterValue, 'Stop it and the programs that run in it; what it stores stays')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show its address, what runs in it, and what of that is real')
            [CompletionResult]::new('reset', 'reset', [CompletionResultType]::ParameterValue, 'Stop it and remove all that it stores')
            [CompletionResult]::new('kubeconfig', 'kubeconfig', [CompletionResultType]::ParameterValue, 'Print the line that makes kubectl and helm use it')
            break
        }
        'daprk;help;sandbox;start' {
            break
        }
        'daprk;help;sandbox;stop' {
            break
        }
        'daprk;help;sandbox;status' {
            break
        }
        'daprk;help;sandbox;reset' {
            break
        }
        'daprk;help;sandbox;kubeconfig' {
            break
        }
        'daprk;help;version' {
            break
        }
        'daprk;help;completion' {
            break
        }
        'daprk;help;init' {
            break
        }
        'daprk;help;upgrade' {
            break
        }
        'daprk;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
