//! nginx, serving an answer's bytes from a file, as fast as its settings allow.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::process::{SERVER_CORE, on_core};

/// A running nginx.
pub struct Nginx {
    pub address: String,
    process: Child,
    _folder: TempDir,
}

impl Nginx {
    /// Serves the bytes at a path as a file, with the headers of an answer, so that both send the same.
    pub fn serve(path: &str, head: &str, bytes: &[u8]) -> Nginx {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("www");
        let file = root.join(path.trim_start_matches('/'));
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, bytes).unwrap();
        let here = folder.path().display();
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let places: String = places.map(|kind| format!("{kind}_temp_path {here}/{kind};\n")).concat();
        // These nginx writes itself.
        let own = ["date", "content-length", "content-type", "etag"];
        let pairs = head.lines().skip(1).filter_map(|line| line.split_once(": "));
        let headers: String = pairs
            .filter(|(name, _)| !own.contains(name))
            .map(|(name, value)| format!("add_header {name} \"{value}\";\n"))
            .collect();
        let configuration = format!(
            "worker_processes 1; daemon off; master_process off; pid {here}/pid; error_log {here}/error.log crit;\n\
             events {{ worker_connections 4096; }}\n\
             http {{\naccess_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000000;\n\
             open_file_cache max=16 inactive=1h; open_file_cache_valid 1h; default_type 'text/html; charset=utf-8';\n\
             {places}\
             server {{ listen {address}; root {};\n{headers}}}\n}}\n",
            root.display()
        );
        let file = folder.path().join("nginx.conf");
        std::fs::write(&file, configuration).unwrap();
        let mut command = on_core(SERVER_CORE, "nginx");
        let command = command.arg("-p").arg(folder.path()).arg("-c").arg(&file).stderr(Stdio::null());
        let process = command.spawn().unwrap();
        let started = Instant::now();
        while TcpStream::connect(&address).is_err() {
            assert!(started.elapsed() < Duration::from_secs(10), "nginx does not start");
            std::thread::sleep(Duration::from_millis(10));
        }
        Nginx { address, process, _folder: folder }
    }

    /// Its number among the processes.
    pub fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
